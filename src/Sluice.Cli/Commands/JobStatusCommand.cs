using Sluice.Cli.Jobs;
using Sluice.Cli.Lines;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.Jobs.Watching;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary>Says how far a job is.</summary>
sealed class JobStatusCommand(Session session, Location place, ClientDefaults connection)
{
    // What is told every five seconds costs a request a second.
    const int SecondsBetween = 5;

    // Leases that are read, the oldest: only what stands in one tells that its chunk was given back.
    const int MostLeases = 100;

    // Seals that are read, many at once: what all of a small job says is looked at, and of a large one so much that it still answers within seconds.
    internal const int MostSeals = 200;

    /// <summary>Looks, tells, and returns the exit code: 1 when items failed, are not accounted for, or stay pending because the job is cancelled.</summary>
    /// <param name="watches">Tell it again until the job is over.</param>
    /// <param name="workersEnded">Whoever asks has waited for all its workers: what is pending then is not done, and the exit code is 1.</param>
    public int Run(bool watches = false, bool workersEnded = false)
    {
        using S3ClientFactory clients = session.OpenClients(connection);
        JobWatch watch = new(JobStore.Open(place, clients));
        if (!watch.ReadAll(session.Stop))
            return JobVerb.NoJob(session, place);
        watch.ReadOwners(MostLeases, session.Stop);
        watch.ReadSeals(MostSeals, session.Stop);
        while (true)
        {
            JobView view = watch.View(bins: 1);
            JobState state = view.State;
            // Of what is cancelled nothing more comes.
            int exitCode = Tell(state, state.IsCancelled ? null : view.Pace, workersEnded);
            if (!watches || state.IsOver || state.IsCancelled || state.IsStuck)
                return exitCode;
            for (int second = 0; second < SecondsBetween && watch.State is { IsOver: false, IsCancelled: false }; second++)
            {
                if (session.Stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(1)))
                    return exitCode;
                // One of five requests is for what no name tells.
                if (second == 0)
                    watch.ReadSeals(1, session.Stop);
                else
                    watch.Look(1, session.Stop);
            }
            // What is told last is looked at as what is told first is.
            if (watch.State.IsOver)
                watch.ReadSeals(MostSeals, session.Stop);
        }
    }

    int Tell(JobState state, JobPace? pace, bool workersEnded)
    {
        OutcomeCounts found = state.Outcomes;
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new JobRecord(place.ToString()!, string.Join(' ', state.Job.Words.Select(DisplayText.Of)), state.Plan is not null, state.IsOver && !state.IsDamaged, state.IsCancelled, state.IsBeingDeleted, state.Chunks, state.SealedChunks, state.Leases.Count, state.Items,
                found.Done, found.Skipped, found.Missing, found.Changed, found.Denied, found.Failed, found.Quarantined, state.Pending, state.Plan?.KnownBytes, state.Bytes, state.Unverified, state.Damage.Count, state.ReadSeals, SecondsOf(pace?.LeftByItems), SecondsOf(pace?.LeftByBytes)), JsonLines.Readable.JobRecord));
        else
        {
            Paint paint = session.OutputPaint;
            if (state.IsBeingDeleted)
                return JobNext.TellDeletion(session, place);
            string stage = state.IsCancelled ? "cancelled" : state.IsDamaged ? "damaged" : state.IsOver ? "over" : state.Plan is null ? "still being created" : "under way";
            Write($"{place} is {stage}: {DisplayText.Of(string.Join(' ', state.Job.Words))}");
            Write($"  {paint.Dim("chunks")}     {Numbers.Count(state.Chunks)} = {Numbers.Count(state.SealedChunks)} sealed + {Numbers.Count(state.Leases.Count)} claimed + {Numbers.Count(state.Chunks - state.SealedChunks - state.Leases.Count)} free");
            Write($"  {paint.Dim("ledger")}     {Numbers.Count(state.Items)} listed = {Parts(found)}{Numbers.Count(state.Pending)} pending");
            if (state.Bytes is { } ended && (state.Plan?.Bytes ?? ended) > 0)
                Write($"  {paint.Dim("bytes")}      {ByteSize.Format(ended)} {(state.Plan is { } plan ? $"of {ByteSize.Format(plan.Bytes)} " : "")}sealed{(state.Plan?.Unsized > 0 ? $"; {Numbers.Count(state.Plan.Unsized.Value, "item")} of unknown size besides" : "")}");
            if (state.Unverified > 0)
                Write($"  {paint.Dim("unverified")} {Numbers.Count(state.Unverified.Value)} of those done, for nothing that the store told proves them");
            if (state.SealedChunks > 0)
                Write($"  {paint.Dim("checked")}    {Checked(state)}");
            if (pace is not null && !state.IsOver && !state.IsStuck)
                Write($"  {paint.Dim("left")}       {Left(state, pace)}");
            if (state.Pending < 0)
                session.Errors.PrintSentence("More items have an outcome than the job has: it is being deleted, or files of something else are among its own.");
            if (state.Job.Problem is { } problem)
                session.Errors.PrintSentence($"No worker takes this job: {problem}");
            foreach ((string sentence, string wayOut) in DamageText.Of(state, ShellLine.Join([place.ToString()!])))
                session.Errors.PrintSentence(sentence, wayOut);
            if (state is { IsOver: true, Job: { NamesHash: null, Words: ["cp" or "process", ..] } } && found.Missing + found.Changed is > 0 and long others)
                Write($"  {paint.Dim("later")}      {Numbers.Count(others)} gone or changed since the listing: 'sluice job create NAME --since {ShellLine.Join([place.ToString()!])} -- COMMAND' takes what is there then");
            if (state.Leases.Count > 0)
                Write($"  {paint.Dim("leases")}     the oldest was renewed {Numbers.Seconds(state.Leases.Values.Max())} ago");
        }
        session.Output.Flush();
        int exitCode = JobExit.CodeOf(state.Job, found);
        // Of what is cancelled nobody does the rest.
        return exitCode == ExitCode.Done && (state.IsDamaged || state.IsBeingDeleted || state.Job.Problem is not null || (state.IsCancelled || workersEnded) && state.Pending > 0 || state.Pending < 0) ? ExitCode.Failures : exitCode;
    }

    void Write(string line)
    {
        if (!session.Settings.Quiet)
            session.WriteText(line);
    }

    // Names of rows are listed; what stands in them is not read.
    static string Checked(JobState state) => state.ReadSeals >= state.SealedChunks ? $"every seal is read; rows by their names, {Reads}"
        : $"{Numbers.Count(state.ReadSeals)} of {Numbers.Count(state.SealedChunks)} seals are read, all others and the rows by their names, {Reads}";

    const string Reads = "'sluice job report' reads all";

    static double? SecondsOf(TimeSpan? left) => left is { } time ? Math.Round(time.TotalSeconds, 3) : null;

    static string Left(JobState state, JobPace pace) =>
        (pace.LeftByItems, pace.LeftByBytes) switch
        {
            ({ } items, { } bytes) => $"about {Numbers.Seconds(items)} by items, {Numbers.Seconds(bytes)} by bytes",
            ({ } items, null) => $"about {Numbers.Seconds(items)} by items, unknown by bytes",
            (null, { } bytes) => $"unknown by items, about {Numbers.Seconds(bytes)} by bytes",
            _ => $"unknown: {(state.Plan is null ? "the source is still being listed, or that has stopped: then the same 'sluice job create' goes on with it" : pace.ItemsPerSecond is null ? "two chunks have to be sealed first" : "nothing was sealed of late")}",
        };

    static string Parts(OutcomeCounts found)
    {
        (long Count, string Word)[] parts = [(found.Done, "done"), (found.Skipped, "skipped"), (found.Missing, "missing"), (found.Changed, "changed"), (found.Denied, "denied"), (found.Failed, "failed"), (found.Quarantined, "quarantined")];
        return string.Concat(parts.Where(static part => part.Count > 0 || part.Word == "done").Select(static part => $"{Numbers.Count(part.Count)} {part.Word} + "));
    }
}
