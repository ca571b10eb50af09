using System.CommandLine;
using Sluice.Cli.Jobs;
using Sluice.Cli.Jobs.Dashboard;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Cli.Reports;
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
        RefuseJson(line, "--json: the rows of a job are CSV, in the columns of S3 Batch Operations; 'sluice job status --json' has its counts.");
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
            int end = page is null ? ExitCode.Done : WritePage(job, page);
            if (page is null && proof is null || path is not null)
                end = Math.Max(end, WriteRows(job, path));
            return proof is null ? end : Math.Max(end, new ProofCommand(job, proof).Run());
        };
    }

    static int WriteRows(OneJob one, string? path)
    {
        (Session session, _, JobStore store, _, _) = one;
        List<JobDamage> damage = [];
        ReportedItems found;
        try
        {
            // Under its name only when it is whole.
            using FileReplacement? file = path is null ? null : new(path);
            JobReport report = new(store);
            // Rows that scroll through a terminal are their own progress.
            using (path is null && session.Terminal.OutputIsTerminal ? null : ProgressView.For(session, new CountText(() => report.Rows, session.Clock, "reporting", "row")))
                found = report.Write(file?.Stream ?? session.OutputStream, damage.Add, session.Stop);
            file?.Publish();
        }
        catch (OutputClosedException)
        {
            // Who reads it has enough.
            return damage.Count > 0 ? ExitCode.Failures : ExitCode.Done;
        }
        one.Tell(damage);
        TellPending(session, found, damage.Count > 0);
        if (!session.Settings.Quiet && (path is not null || found.Unverified > 0))
            session.Errors.Note($"{Numbers.Count(found.Rows, "row")}{(path is null ? "" : $" in {FileLink.Of(path, session)}")}{(found.Unverified > 0 ? $", {Numbers.Count(found.Unverified)} {RunSummary.Unproved}" : "")}");
        return damage.Count > 0 || found.Pending is null or < 0 ? ExitCode.Failures : ExitCode.Done;
    }

    // What is not done yet has no row.
    static void TellPending(Session session, ReportedItems found, bool isDamaged)
    {
        if (found.Pending is not { } pending)
            session.Errors.PrintSentence("How many items have no row is not known: the last chunk that was planned cannot be read.");
        else if (pending > 0 && !session.Settings.Quiet)
            session.Errors.Note($"{Numbers.Count(pending, "item")} of {Numbers.Count(found.Listed!.Value)}{(found.IsPlanned ? "" : " so far")} {(pending == 1 ? "has" : "have")} no outcome{(isDamaged ? " that can be read" : " yet")}, and no row.");
        else if (pending < 0)
            session.Errors.PrintSentence($"{Numbers.Count(found.Rows, "row")} of {Numbers.Count(found.Listed!.Value, "item")}: files of something else are among the job's.");
    }

    static int WritePage(OneJob one, string path)
    {
        (Session session, Location place, JobStore store, _, _) = one;
        JobWatch watch = new(store);
        if (!watch.ReadAll(session.Stop))
            return JobVerb.NoJob(session, place);
        long read = 0;
        using (ProgressView.For(session, new CountText(() => Interlocked.Read(ref read), session.Clock, "reading", "chunk")))
            watch.ReadRows(() => Interlocked.Increment(ref read), session.Stop);
        watch.ReadOwners(MostLeases, session.Stop);
        watch.ReadFailures(FailureSummary.MostChunks, session.Stop);
        string job = place.ToString()!;
        JobView view = watch.View(JobData.Bins);
        using FileReplacement file = new(path);
        file.Stream.Write(JobPage.Written(job, new JobData(job, isLive: false).Write(view, null, session.Clock.GetUtcNow())));
        file.Publish();
        one.Tell(view.State.Damage);
        if (!session.Settings.Quiet)
            session.Errors.Note($"The page is in {FileLink.Of(path, session)}");
        return view.State.IsDamaged ? ExitCode.Failures : ExitCode.Done;
    }
}
