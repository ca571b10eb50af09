using System.CommandLine;
using Sluice.Cli.Jobs.Dashboard;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Cli.Reports;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.Jobs.Watching;
using Sluice.Transfer.Sinks;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice job report</c>: a row for each item.</summary>
sealed class JobReportVerb : OneJobVerb
{
    readonly Option<string> _out = Flags.Value("--out", "FILE", "Where the rows go, CSV; it must not be there. Default: stdout.");
    readonly Option<string> _html = Flags.Value("--html", "FILE", "Leave the page of 'sluice dashboard' as it is now, in one file; it must not be there. Rows are written only with --out.");

    readonly Option<string> _proof = Flags.Value("--proof", "FILE", "Ask both stores about each copied item: checksums, sizes, what was not kept; CSV, its SHA-256 in FILE.sha256.");

    /// <summary>Declares the command.</summary>
    public JobReportVerb() : base("report", "Write a row for each item of a job that is sealed.") => DeclareOwn(new OptionGroup("What to write", _out, _html, _proof));

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("sluice job report s3://jobs/nexrad --out report.csv", "S3 Batch Operations' columns first"), new("sluice job report s3://jobs/nexrad | grep failed", "what failed"), new("sluice job report s3://jobs/nexrad --html job.html", "a page to send around"), new("sluice job report s3://jobs/nexrad --proof proof.csv", "before the source is switched off")];

    // Leases of which is read whose they are: the oldest.
    const int MostLeases = 256;

    /// <inheritdoc/>
    protected override bool OnlyPrints(Options.CommandLine line) => !line.Has(_out) && !line.Has(_html) && !line.Has(_proof);

    /// <inheritdoc/>
    protected override Func<OneJob, int> Read(Options.CommandLine line)
    {
        if (WantsJson(line))
            line.Problem("--json: the rows of a job are CSV, in the columns of S3 Batch Operations; 'sluice job status --json' has its counts.");
        string? path = line.Text(_out);
        if (path is not null)
            NewFile.Check(line, "--out", path, "name another one");
        string? page = line.Text(_html);
        if (page is not null)
            NewFile.Check(line, "--html", page, "name another one");
        string? proof = line.Text(_proof);
        if (proof is not null)
        {
            NewFile.Check(line, "--proof", proof, "name another one");
            NewFile.Check(line, "--proof", ProofCommand.HashFile(proof), "name another one");
        }
        return job =>
        {
            (Session session, Location place, JobStore store, _, _) = job;
            if (page is not null)
                WritePage(session, place, store, page);
            int end = page is null && proof is null || path is not null ? WriteRows(session, store, path) : ExitCode.Done;
            return proof is null ? end : Math.Max(end, new ProofCommand(job, proof).Run());
        };
    }

    static int WriteRows(Session session, JobStore store, string? path)
    {
        int damaged = 0;
        long missing = 0;
        try
        {
            // Under its name only when it is whole.
            using FileReplacement? file = path is null ? null : new(path);
            long rows = new JobReport(store).Write(file?.Stream ?? session.OutputStream, chunk =>
            {
                damaged++;
                session.Errors.PrintSentence($"The outcomes of chunk {DisplayText.Of(chunk)} cannot be read: its rows are not in the report.");
            }, session.Stop);
            file?.Publish();
            missing = TellMissing(session, JobState.Read(store, session.Stop)!, rows);
            if (path is not null && !session.Settings.Quiet)
                session.Errors.Note($"{Numbers.Count(rows, "row")} in {FileLink.Of(path, session)}");
        }
        catch (OutputClosedException)
        {
            // Who reads it has enough.
        }
        return damaged + missing > 0 ? ExitCode.Failures : ExitCode.Done;
    }

    // What is not done yet has no row. How many have an outcome but no row, where the store has lost or does not list what names it.
    static long TellMissing(Session session, JobState state, long rows)
    {
        if (state.Pending > 0)
            session.Errors.PrintSentence($"{Numbers.Count(state.Pending, "item")} of {Numbers.Count(state.Items)} {(state.Pending == 1 ? "has" : "have")} no outcome yet, and no row.");
        long missing = Math.Max(0, state.Outcomes.Ended - rows);
        if (missing > 0)
            session.Errors.PrintSentence($"{Numbers.Count(missing, "item")} {(missing == 1 ? "has" : "have")} an outcome and no row: seals that name the rows are gone, cannot be read, or are not listed.");
        return missing;
    }

    static void WritePage(Session session, Location place, JobStore store, string path)
    {
        JobWatch watch = new(store);
        watch.ReadAll(session.Stop);
        watch.ReadOwners(MostLeases, session.Stop);
        watch.ReadFailures(FailureSummary.MostChunks, session.Stop);
        string job = place.ToString()!;
        using FileReplacement file = new(path);
        file.Stream.Write(JobPage.Written(job, new JobData(job, isLive: false).Write(watch.View(JobData.Bins), null, session.Clock.GetUtcNow())));
        file.Publish();
        if (!session.Settings.Quiet)
            session.Errors.Note($"The page is in {FileLink.Of(path, session)}");
    }
}
