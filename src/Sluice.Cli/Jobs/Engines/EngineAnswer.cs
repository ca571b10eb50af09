using Sluice.Cli.Lines;
using Sluice.Cli.Output;
using Sluice.Failures;

namespace Sluice.Cli.Jobs.Engines;

/// <summary>What is said once an engine has taken the workers.</summary>
static class EngineAnswer
{
    /// <summary>Says what the engine calls them, how to look at them, and how to end them.</summary>
    public static void Tell(Session session, string engine, string id, WorkerFleet fleet, string look, string cancel)
    {
        if (session.Settings.Json)
        {
            session.Output.WriteLine(JsonLines.Line(new FleetRecord(fleet.Place.ToString()!, engine, id, fleet.Count), JsonLines.Readable.FleetRecord));
            return;
        }
        string job = ShellLine.Shown(fleet.Place.ToString()!);
        session.Output.WriteLine($"{DisplayText.Of(id)}: {Numbers.Count(fleet.Count, "worker")} of {fleet.Job}");
        session.Output.WriteLine($"  {session.OutputPaint.Dim("look")}       {look}; sluice job status {job} --watch");
        session.Output.WriteLine($"  {session.OutputPaint.Dim("cancel")}     {cancel} ends the workers, and 'sluice job run' goes on; sluice job cancel {job} ends the job");
    }
}
