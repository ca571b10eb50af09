using Sluice.Cli.Jobs;
using Sluice.Cli.Limits;
using Sluice.Cli.Lines;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Cli.Settings;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Deltas;
using Sluice.Jobs.Queues;
using Sluice.Jobs.Store;
using Sluice.Jobs.Watching;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary>Does chunks of a job until there are none: one engine for all, the job's command bound anew for each.</summary>
sealed class WorkCommand(Session session, Location place, WorkerIndex index, int parallel, IReadOnlyList<string> allowed, bool? notices, TransferOptions options, ClientDefaults connection)
{
    // Removes what takes the place of its operand.
    static readonly string[] Removal = ["rm", "--recursive", "--force", "s3://removed/"];

    /// <summary>Works, and returns the exit code.</summary>
    public int Run()
    {
        EngineCommand.WarnOfFiles(session, options);
        using S3ClientFactory clients = session.OpenClients(EngineCommand.Limited(connection, options));
        // A lease whose renewal waited behind the requests of its own worker would be lost, and its chunk done again.
        using S3ClientFactory unlimited = session.OpenClients(connection);
        JobStore store = JobStore.Open(place, unlimited);
        if (JobState.Find(store, session.Stop) is not { } job)
            return Refuse($"There is no job {place}.");
        if (job.Problem is { } problem)
            return Refuse(problem);
        if (JobCommandLine.ProgramOf(job.Words) is { } program && !allowed.Contains(program) && !allowed.Contains(job.Hash))
            return Refuse($"The job runs a program, {DisplayText.Of(program)}, that this worker may not run.", $"--allow-program {DisplayText.Of(program)} allows it, or --allow-program {job.Hash} just this command.");
        if (job.Claim == "index" && index.Problem is { } unknown)
            return Refuse($"The job's chunks are shared by index, and which are this worker's is not known: {DisplayText.Of(unknown)}.", $"--shard I/N says it, and {WorkerIndex.CountVariable} of how many it is one.");
        if (JobCommandLine.SourceOf(job.Words, out Location? destination, out IReadOnlyList<string> problems) is not { } source)
        {
            foreach (string wrong in problems)
                session.Errors.PrintSentence($"The job's command: {wrong}");
            return ExitCode.NeverAgain;
        }
        if (JobNext.IsSuperseded(session, store, unlimited))
            return ExitCode.NeverAgain;
        // Each of its items would fail, and none is to blame.
        if ((MissingBucket.Of(source, clients, session.Stop) ?? MissingBucket.Of(destination, clients, session.Stop)) is { } missing)
            return session.Fail(missing);
        using SqsMessages? queue = job.Queue is { } address ? SqsMessages.Open(address, clients) : null;
        TransferEngine engine = new(SettingsFile.Apply(EngineCommand.WithOwn(options, null, session.LogPath), clients, profile: null), clients);
        using CancellationTokenSource drain = CancellationTokenSource.CreateLinkedTokenSource(session.Stop);
        using SpotWatch? _ = notices == false ? null : SpotWatch.Begin(notices == true, Environment.GetEnvironmentVariable, session.Clock, notice =>
        {
            session.Errors.Note(notice);
            drain.Cancel();
        }, silence => session.Errors.Warning($"Notices of EC2 are not heard: {DisplayText.Of(silence)}."), session.Stop);
        JobInventory? inventory = JobInventory.Of(job, clients, session.Clock);
        string name = JobWorker.NewName();
        using WorkerLog? log = WorkerLog.Begin(name, session.Errors, session.Clock);
        JobWorker? worker = null;
        WorkerEnd end = WorkerEnd.Drained;
        Task<TransferReport> running = engine.CarryAsync("work", carrier =>
        {
            worker = new JobWorker(store, job, source, (chunk, stop) => inventory?.Write(chunk, stop) ?? Do(store, job, chunk, clients, carrier.With(chunk.Uploads, chunk.Split), log, stop), name, index.Index, index.Count, session.Clock, queue, destination) { OnNote = session.Errors.Note, LastWords = WorkerLog.LastWordsOf };
            carrier.BeforeRequest = worker.EndOverdue;
            end = worker.Run(parallel, drain.Token);
        }, drain.Token);
        using (LimitListener? limits = EngineCommand.Listen(options, engine))
        using (ProgressView.For(session, new WorkText(() => engine.Progress, () => WorkText.Of(Volatile.Read(ref worker)))))
            running.GetAwaiter().GetResult();
        int exitCode = Tell(end, job, worker!, store);
        return inventory is not null && end == WorkerEnd.Done ? Join(inventory, store, job, exitCode) : exitCode;
    }

    // An inventory without a manifest is none: whoever looks for it is told why.
    int Join(JobInventory inventory, JobStore store, JobDefinition job, int exitCode)
    {
        if (inventory.Join(store, session.Stop) is { } joined)
        {
            if (!session.Settings.Quiet)
                session.Errors.Note($"{joined.Manifest}: {Numbers.Count(joined.Objects, "object")} in {Numbers.Count(joined.Files, "file")}.");
            return exitCode;
        }
        string named = ShellLine.Join([place.ToString()!]);
        foreach ((string sentence, string wayOut) in DamageText.Of(inventory.Damage, named, job))
            session.Errors.PrintSentence($"No manifest is written. {sentence}", wayOut);
        if (inventory.Undone is { } undone)
            session.Errors.PrintSentence($"No manifest is written. {undone}", $"'sluice job retry {named}' lets what failed be done again; 'sluice job status {named}' says what is missing.");
        return inventory.Damage.Count > 0 ? Math.Max(exitCode, ExitCode.Failures) : exitCode;
    }

    ChunkResult Do(JobStore store, JobDefinition job, JobChunk chunk, S3ClientFactory clients, SharedRun carrier, WorkerLog? log, CancellationToken stop)
    {
        log?.Say($"chunk {chunk.Name}, attempt {chunk.Attempt}, {Numbers.Count(chunk.Items, "item")}");
        MemoryStream written = new();
        using ReportFile rows = new(written, session.Clock);
        using Session own = session.ForLines(new LineHost(clients, carrier, rows) { OnErrorOutput = log is null ? null : log.Hear, IsPartOfItem = chunk.Split is { IsRange: true } }, stop);
        int exitCode = chunk.Items == 0 ? ExitCode.Done : Execution.Run(Bind(job.Words, chunk.Source), own);
        if (chunk.Removals is not null && exitCode is ExitCode.Done or ExitCode.Failures)
        {
            IReadOnlyList<ItemOutcome> kept = chunk.FindKept(clients, () => JobSuccessor.Of(store, clients, stop), out Location? rest, stop);
            foreach (ItemOutcome one in kept)
                rows.Add(one);
            if (kept.Count > 0)
                session.Errors.PrintSentence($"{Numbers.Count(kept.Count)} {(kept.Count == 1 ? "copy" : "copies")} of chunk {chunk.Name} {(kept.Count == 1 ? "is" : "are")} not removed, the first {kept[0].Source}. {kept[0].Message}", kept.Any(static one => one.Kind == OutcomeKind.Failed) ? "A later job (--since) lists the source again." : null);
            exitCode = Math.Max(exitCode, kept.Any(static one => one.Kind == OutcomeKind.Failed) ? ExitCode.Failures : ExitCode.Done);
            if (rest is not null)
                exitCode = Math.Max(exitCode, Execution.Run(Bind(Removal, rest), own));
        }
        rows.Dispose();
        return new ChunkResult(rows.Rows, written.ToArray(), exitCode is ExitCode.Done or ExitCode.Failures or ExitCode.Differences ? null : $"its exit code is {exitCode}; what is wrong stands above.") { Ends = carrier.EndedBy, Unverified = rows.Unverified };
    }

    static BoundCommand Bind(IReadOnlyList<string> words, Location source) =>
        JobCommandLine.Bind(words, _ => source, out IReadOnlyList<string> problems) ?? throw new ArgumentException(string.Join("\n", problems));

    int Tell(WorkerEnd end, JobDefinition job, JobWorker worker, JobStore store)
    {
        string named = ShellLine.Join([place.ToString()!]);
        if (end == WorkerEnd.Stuck)
        {
            string? wayOut = worker.Failure is { Code: JobWorker.LostChunks } ? DamageText.WayOutOfLostChunks(named, job) : DamageText.Of(worker.Damage, named, job) is [(_, var first), ..] ? first : null;
            session.Errors.PrintSentence(worker.Problem!, wayOut);
            TellDamage(store, named, worker.Damage);
            return worker.Failure is { } failure && ErrorHints.CannotStart(failure) ? ExitCode.CannotStart : ExitCode.Failures;
        }
        if (!session.Settings.Quiet)
            session.Errors.Note($"{end switch { WorkerEnd.Drained => "Asked to stop; what was not done is given back", WorkerEnd.Cancelled => new JobEnd(store).IsBeingDeleted(session.Stop) ? "The job is being deleted" : "The job is cancelled", _ => Left(job) }}: {Numbers.Count(worker.Sealed, "chunk")} sealed, {Parts(worker)}.");
        return end switch
        {
            WorkerEnd.Drained => ExitCode.TryAgain,
            // Not done, whatever this worker has done of it, and nothing to start another worker for.
            WorkerEnd.Cancelled => ExitCode.NeverAgain,
            _ => Math.Max(JobExit.CodeOf(job, worker.Outcomes), TellDamage(store, named, []) ? ExitCode.Failures : ExitCode.Done),
        };
    }

    // Of chunks that are shared by index the others' may all be left.
    string Left(JobDefinition job) => HasOthers(job) ? $"Nothing is left for {index}" : "Nothing is left";

    bool HasOthers(JobDefinition job) => job.Claim == "index" && index.Count > 1;

    // That names say of all chunks that they are sealed proves nothing. One worker looks for all.
    bool TellDamage(JobStore store, string named, IReadOnlyList<JobDamage> told)
    {
        if (index.Index > 0)
            return false;
        JobWatch watch = new(store);
        if (!watch.ReadAll(session.Stop))
            return false;
        if (HasOthers(watch.Job!) && !session.Settings.Quiet && ShardText.Of(watch, index.Count, named) is { } shards)
            session.Errors.Note(shards);
        watch.ReadSeals(JobStatusCommand.MostSeals, session.Stop);
        JobState state = watch.State;
        IReadOnlyList<(string Sentence, string WayOut)> damage = told.Count == 0 ? DamageText.Of(state, named) : DamageText.Of([.. state.Damage.Where(one => !told.Any(other => other.Chunk == one.Chunk))], named, state.Job);
        foreach ((string sentence, string wayOut) in damage)
            session.Errors.PrintSentence(sentence, wayOut);
        return damage.Count > 0;
    }

    // Each of those that did not arrive was named as it ended, but for those over which other workers had died; how the whole job stands, only its store tells.
    static string Parts(JobWorker worker)
    {
        OutcomeCounts found = worker.Outcomes;
        (long Count, string Word)[] parts = [(found.Skipped, "skipped"), (found.Missing, "missing"), (found.Changed, "changed"), (found.Denied, "denied"), (found.Failed, "failed"), (found.Quarantined, "set apart")];
        string others = string.Concat(parts.Where(static part => part.Count > 0).Select(static part => $", {Numbers.Count(part.Count)} {part.Word}"));
        return $"{Numbers.Count(found.Done, "item")} done{(worker.Unverified > 0 ? $" ({Numbers.Count(worker.Unverified)} unverified)" : "")}{others}{(found.Quarantined > 0 ? ", named by 'sluice job report'" : found.NotArrived > 0 ? ", named above" : "")}";
    }

    int Refuse(string sentence, string? hint = null)
    {
        session.Errors.PrintSentence(sentence, hint);
        return ExitCode.NeverAgain;
    }
}
