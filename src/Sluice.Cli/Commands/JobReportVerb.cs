using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice job report</c>: a row for each item.</summary>
sealed class JobReportVerb : Verb
{
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();
    readonly Option<string> _out = Flags.Value("--out", "FILE", "Where the rows go, CSV; it must not be there. Default: stdout.");

    /// <summary>Declares the command.</summary>
    public JobReportVerb() : base("report", "Write a row for each item of a job that is sealed.", "[options] JOB") => Declare(new("What to write", _out), _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("sluice job report s3://jobs/nexrad --out report.csv", "S3 Batch Operations' columns first"), new("sluice job report s3://jobs/nexrad | grep failed", "what failed")];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        Location? place = JobVerb.ReadPlace(line, line.Operands(Operands), "sluice job report JOB");
        string? path = line.Text(_out);
        if (path is not null)
            NewFile.Check(line, "--out", path, way: null);
        ClientDefaults connection = _connection.Read(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            using S3ClientFactory clients = session.OpenClients(connection);
            JobStore store = JobStore.Open(place!, clients);
            if (JobState.Find(store, session.Stop) is null)
            {
                session.Errors.PrintSentence($"There is no job {place}.");
                return ExitCode.CannotStart;
            }
            using FileStream? file = path is null ? null : new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            long rows;
            try
            {
                rows = new JobReport(store).Write(file ?? session.OutputStream, session.Stop);
            }
            catch (OutputClosedException)
            {
                // Who reads it has enough.
                return ExitCode.Done;
            }
            if (path is not null && !session.Settings.Quiet)
                session.Errors.Note($"{Numbers.Count(rows, "row")} in {DisplayText.Of(path)}");
            return ExitCode.Done;
        })
        { OnlyReads = path is null };
    }
}
