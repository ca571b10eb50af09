using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice job report</c>: a row for each item.</summary>
sealed class JobReportVerb : OneJobVerb
{
    readonly Option<string> _out = Flags.Value("--out", "FILE", "Where the rows go, CSV; it must not be there. Default: stdout.");

    /// <summary>Declares the command.</summary>
    public JobReportVerb() : base("report", "Write a row for each item of a job that is sealed.") => DeclareOwn(new OptionGroup("What to write", _out));

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("sluice job report s3://jobs/nexrad --out report.csv", "S3 Batch Operations' columns first"), new("sluice job report s3://jobs/nexrad | grep failed", "what failed")];

    /// <inheritdoc/>
    protected override bool OnlyPrints(Options.CommandLine line) => !line.Has(_out);

    /// <inheritdoc/>
    protected override Func<Session, Location, JobStore, JobDefinition, int> Read(Options.CommandLine line)
    {
        string? path = line.Text(_out);
        if (path is not null)
            NewFile.Check(line, "--out", path, way: null);
        return (session, _, store, _) =>
        {
            int damaged = 0;
            try
            {
                using FileStream? file = path is null ? null : new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                long rows = new JobReport(store).Write(file ?? session.OutputStream, chunk =>
                {
                    damaged++;
                    session.Errors.PrintSentence($"The outcomes of chunk {DisplayText.Of(chunk)} cannot be read: its rows are not in the report.");
                }, session.Stop);
                if (path is not null && !session.Settings.Quiet)
                    session.Errors.Note($"{Numbers.Count(rows, "row")} in {DisplayText.Of(path)}");
            }
            catch (OutputClosedException)
            {
                // Who reads it has enough.
            }
            return damaged > 0 ? ExitCode.Failures : ExitCode.Done;
        };
    }
}
