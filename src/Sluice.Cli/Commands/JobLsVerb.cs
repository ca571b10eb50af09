using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice job ls</c>: which jobs there are.</summary>
sealed class JobLsVerb : Verb
{
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();

    /// <summary>Declares the command.</summary>
    public JobLsVerb() : base("ls", "List the jobs below a prefix or in a directory.", "[options] PREFIX") => Declare(_output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("sluice job ls s3://jobs/", "a line each: when, what"), new("sluice job ls /shared/jobs", "those in a directory")];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        Location? place = null;
        if (line.Only(operands, "Say where the jobs are: sluice job ls PREFIX.", "One place at a time.") is { } only && !LocationParser.TryParse(only, out place, out string problem))
            line.Problem(problem);
        ClientDefaults connection = _connection.Read(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            using S3ClientFactory clients = session.OpenClients(connection);
            int exitCode = ExitCode.Done;
            foreach (Location at in JobStore.Jobs(place!, clients, session.Stop))
            {
                try
                {
                    JobStore store = JobStore.Open(at, clients);
                    if (JobState.Find(store, session.Stop) is not { } job)
                        continue;
                    string? state = new JobEnd(store).IsCancelled(session.Stop, out bool isBeingDeleted) ? isBeingDeleted ? "being_deleted" : "cancelled" : null;
                    if (session.Settings.Json)
                        session.Output.WriteLine(JsonLines.Line(new ListedJobRecord(at.ToString()!, job.Created.ToUniversalTime(), DisplayText.Of(string.Join(' ', job.Words)), state), JsonLines.Readable.ListedJobRecord));
                    else
                        session.Output.WriteLine($"{session.Told(job.Created):yyyy-MM-dd HH:mm}  {at}  {(state is null ? "" : $"({state.Replace('_', ' ')}) ")}{DisplayText.Of(string.Join(' ', job.Words))}");
                }
                catch (FailureException damaged) when (damaged.Failure.Code == JobState.Damaged)
                {
                    session.Errors.PrintSentence($"{at}: {damaged.Failure.Message}", $"sluice job delete -f {at} removes what is left of it.");
                    exitCode = ExitCode.Failures;
                }
            }
            return exitCode;
        });
    }
}
