using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Engine.Memory;
using Sluice.Engine.Scheduling;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Wire;
using Sluice.Telemetry;
using Sluice.Transfer.Copying;
using Sluice.Transfer.InPlace;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Removing;
using Sluice.Transfer.Sinks;
using Sluice.Transfer.Undoing;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Transfer;

/// <summary>Runs copies and removals: lists, plans, moves parts in parallel, verifies, publishes, keeps the ledger. One run at a time.</summary>
public sealed class TransferEngine(TransferOptions options, S3ClientFactory clients)
{
    int _running;
    Func<TransferProgress> _progress = static () => default;

    /// <summary>The settings.</summary>
    public TransferOptions Options { get; } = options;

    /// <summary>The clients of all profiles.</summary>
    public S3ClientFactory Clients { get; } = clients;

    /// <summary>The run under way, as it stands; safe to call at any time.</summary>
    public TransferProgress Progress => _progress();

    /// <summary>The run that carries those of this engine; null when each stands alone.</summary>
    public SharedRun? Within { get; init; }

    /// <summary>All that is wrong with the settings; empty when runs can begin.</summary>
    internal IReadOnlyList<string> Problems() => Within is not null || Options.Limits is null || Options.Limits.Traffic == Clients.Defaults.Client.Limits
        ? Options.Problems()
        : [.. Options.Problems(), "The clients do not know the limits of the run: give them its traffic."];

    /// <summary>Opens standard input. Default: this process's.</summary>
    public Func<Stream> OpenInput { get; init; } = StandardStream.Input;

    /// <summary>Opens standard output. Default: this process's.</summary>
    public Func<Stream> OpenOutput { get; init; } = StandardStream.Output;

    /// <summary>Says how many bytes are free on a directory's disk; for tests.</summary>
    internal Func<string, long?>? AvailableSpace { get; init; }

    /// <summary>Copies, or moves. Throws <see cref="ArgumentException"/> for a request that makes no sense, with all problems, and <see cref="JournalException"/> for a journal that cannot be used; never for an item that failed.</summary>
    public Task<TransferReport> CopyAsync(CopyRequest request, CancellationToken cancellationToken)
    {
        TreeContext trees = new(Clients) { KeepLinks = request.Preserve.HasFlag(Preserve.Symlinks) };
        List<Tree> sources = [.. request.Sources.Select(source => source.Open(trees, request.Recursive || request.Names is not null))];
        List<string> problems = [.. Problems(), .. CopyProblems.Of(request, sources, trees)];
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(request));
        RunRequest run = new(request.Move ? "mv" : "cp")
        {
            OnOutcome = request.OnOutcome,
            RemovesSources = request.Move,
            KeepsExisting = request.NoClobber,
            Skips = request.Skips,
            AppendOk = request.AppendOk,
            SourceCustomerKey = request.SourceCustomerKey,
            Carried = request.Carried,
            TagsRequired = request.TagsRequired,
            StorageClass = request.Attributes.StorageClass,
            Journal = request.Journal,
            // What a move has done is not there any more: a source that is found is always one to move.
            LeavesOutDone = !request.Move,
        };
        return RunAsync(run, context => new CopyRun(request, sources, context, trees).Produce(), cancellationToken);
    }

    /// <summary>Removes. Throws as <see cref="CopyAsync"/> does.</summary>
    public Task<TransferReport> RemoveAsync(RemoveRequest request, CancellationToken cancellationToken)
    {
        List<string> problems = [.. Problems()];
        if (request.Targets.Count == 0)
            problems.Add("There is nothing to remove: name at least one object or prefix.");
        TreeContext trees = new(Clients);
        List<Tree> targets = DistinctTargets.Of<Tree>([.. request.Targets.Select(target => target.Open(trees, request.Recursive || request.Names is not null))]);
        if (request.Names is not null && targets is not [{ Shape: TreeShape.Container }])
            problems.Add("Names of a list are relative to one prefix; give that as the only target.");
        if (request.IfMatch is not null && (request.Names is not null || targets is not [{ Shape: TreeShape.One, Objects.Place.VersionId: null }]))
            problems.Add("--if-match is for one object, as it is now: name it.");
        foreach (Tree target in targets)
            problems.AddRange(target.RemovalProblem is { } refused ? [refused] : target.Given.Problems());
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(request));
        RunRequest run = new("rm") { OnOutcome = request.OnOutcome, MovesNothing = true };
        return RunAsync(run, context => new RemoveRun(request, targets, context).Produce(), cancellationToken);
    }

    /// <summary>Makes what buckets that keep versions hold what they held at a time. Throws as <see cref="CopyAsync"/> does.</summary>
    public Task<TransferReport> UndoAsync(UndoRequest request, CancellationToken cancellationToken)
    {
        List<string> problems = [.. Problems()];
        if (request.Targets.Count == 0)
            problems.Add("There is nothing to undo: name a bucket, a prefix or an object.");
        foreach (Location target in request.Targets)
            problems.AddRange(target.InStore is { VersionId: null } ? target.Problems() : [$"{target} cannot become what it was: give a bucket, a prefix or an object."]);
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(request));
        TreeContext trees = new(Clients);
        List<S3Tree> targets = DistinctTargets.Of<S3Tree>([.. request.Targets.Select(target => target.Open(trees, request.Recursive).Objects!)]);
        RunRequest run = new("undo") { LooksBack = true, OnOutcome = request.OnOutcome, Journal = request.Journal, LeavesOutDone = true, Carried = CarriedAttributes.All, SourceCustomerKey = request.CustomerKey };
        return RunAsync(run, context => new UndoRun(request, targets, context, trees).Produce(), cancellationToken);
    }

    /// <summary>Reads or changes what objects have besides their bytes, where they are. Throws as <see cref="CopyAsync"/> does.</summary>
    public Task<TransferReport> ApplyAsync(ObjectOperationRequest request, CancellationToken cancellationToken)
    {
        TreeContext trees = new(Clients);
        List<Tree> opened = DistinctTargets.Of<Tree>([.. request.Targets.Select(target => target.Open(trees, request.Recursive || request.Names is not null))]);
        List<string> problems = [.. Problems(), .. request.Problems(opened)];
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(request));
        RunRequest run = request.Operation.Describe(new RunRequest(request.Operation.Name) { OnOutcome = request.OnOutcome, Journal = request.Journal, LeavesOutDone = true });
        return RunAsync(run, context => new ObjectOperationRun(request, opened, context).Produce(), cancellationToken);
    }

    /// <summary>
    /// One run that carries many: each is made by an engine that is <see cref="Within"/> it, on whatever threads <paramref name="work"/> has, and shares
    /// workers, memory, connections and concurrency. Over when <paramref name="work"/> returns.
    /// </summary>
    /// <param name="operation">What outcomes call it.</param>
    /// <param name="work">Makes the runs; called on a thread of its own.</param>
    /// <param name="cancellationToken">Stops all of them.</param>
    public Task<TransferReport> CarryAsync(string operation, Action<SharedRun> work, CancellationToken cancellationToken) =>
        RunAsync(new RunRequest(operation), context =>
        {
            work(new SharedRun(context));
            return null;
        }, cancellationToken);

    /// <summary>
    /// Runs what <paramref name="produce"/> lists and offers to the run, on a thread of its own; it returns the failure that
    /// ended the listing early, or null. For the capabilities above the engine, such as sync.
    /// </summary>
    internal Task<TransferReport> RunAsync(RunRequest request, Func<TransferContext, Failure?> produce, CancellationToken cancellationToken) =>
        Within is { } shared
            ? Task.FromResult(shared.Execute(request, Options, produce, cancellationToken))
            : Begin(() => Execute(request, produce, cancellationToken));

    static Task<TransferReport> Begin(Func<TransferReport> execute)
    {
        TaskCompletionSource<TransferReport> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                done.SetResult(execute());
            }
#pragma warning disable CA1031 // Whatever it is, it belongs to whoever awaits the run.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                done.SetException(exception);
            }
        }, 1 << 20)
        { IsBackground = true, Name = "sluice-run" }.Start();
        return done.Task;
    }

    TransferReport Execute(RunRequest request, Func<TransferContext, Failure?> produce, CancellationToken cancellationToken)
    {
        // Two would take each other's progress, limits and controller for their own.
        if (Interlocked.Exchange(ref _running, 1) != 0)
            throw new InvalidOperationException("This engine has a run under way; another one needs an engine of its own.");
        try
        {
            return ExecuteAlone(request, produce, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    TransferReport ExecuteAlone(RunRequest request, Func<TransferContext, Failure?> produce, CancellationToken cancellationToken)
    {
        using RunJournal? journal = request.Journal is { } wanted ? RunJournal.Open(wanted, Options.Clock, cancellationToken: cancellationToken) : null;
        bool allBack = true;
        try
        {
            return Carry(request, produce, journal, ref allBack, cancellationToken);
        }
        catch when (journal is not null)
        {
            // It could not start, or broke off: what a later run can use stays, and nothing else does.
            journal.Close(over: false, allBack, Clients, cancellationToken);
            throw;
        }
    }

    TransferReport Carry(RunRequest request, Func<TransferContext, Failure?> produce, RunJournal? journal, ref bool allBack, CancellationToken cancellationToken)
    {
        TransferLedger ledger = new(request.Operation, request.OnOutcome);
        RunMeter meter = new(Options.Clock, Clients);
        using MemoryBudget memory = new(Options.Limits?.Memory ?? Options.Memory ?? MemoryLimit.Default());
        using TransferContext run = new(Options, request, ledger, memory, cancellationToken)
        {
            Journal = journal,
            Own = new OwnFiles([.. Options.OwnPaths, .. request.OwnPaths, .. journal is null ? [] : (string[])[request.Journal!.Directory]]),
            Space = new DiskSpace(AvailableSpace),
            OpenInput = OpenInput,
            OpenOutput = OpenOutput,
        };
        _progress = () => Snapshot(run, meter);
        using LiveFigures figures = RunFigures.Follow(run, meter);
        Failure? ended = WorkEngine.Run(run, OpenFiles.MostRequests, () => meter.Tally() + run.Pumped, () => produce(run), out allBack);
        TransferReport report = meter.Report(ledger, cancellationToken.IsCancellationRequested, ended, journal?.FirstBegun) with { OwnFiles = run.Own.Met };
        // Nothing is left of a run that has nothing more to do; another one can be gone on with.
        if (journal is not null)
        {
            bool foundNothing = run.MissesSource && report.Outcomes is { Done: 0, Skipped: 0 };
            bool over = report is { Interrupted: false, ListingError: null, Pending: 0 } && !run.MayGoOn && !foundNothing;
            report = report with { EarlierItems = report.EarlierItems + journal.CountedBefore.Items, EarlierBytes = report.EarlierBytes + journal.CountedBefore.Bytes };
            if (journal.Close(over, allBack, Clients, cancellationToken))
                report = report with { Resumable = true, KeptItems = journal.Kept.Items, KeptBytes = journal.Kept.Bytes };
        }
        RunFigures.Ended(request.Operation, report);
        TransferProgress last = Snapshot(run, meter);
        _progress = () => last;
        return report;
    }

    static TransferProgress Snapshot(TransferContext run, RunMeter meter)
    {
        (long listed, long bytes, bool complete, OutcomeCounts outcomes, _) = run.Ledger.Totals();
        (long Items, long Bytes)? expected = complete ? null : run.Ahead?.Found;
        return new TransferProgress
        {
            ExpectedItems = expected is { } items ? Math.Max(items.Items, listed) : null,
            ExpectedBytes = expected is { } found ? run.Ledger.Projected(found.Bytes) : null,
            ListedItems = listed,
            ListedBytes = run.Request.MovesNothing ? 0 : bytes > 0 || !complete ? bytes : ToRead(run, listed - outcomes.Ended),
            ListingComplete = complete,
            Outcomes = outcomes,
            // Of a later moment than its items' bytes: none of them is further than all.
            Largest = [.. run.Large.Largest(run.Workers), .. run.Readings.Largest()],
            MovedBytes = run.MovedBytes,
            Retries = meter.Retries(run.Ledger),
            RetryReasons = meter.RetryReasons(run.Ledger),
            FirstSide = run.Readings.Side(isFirst: true),
            SecondSide = run.Readings.Side(isFirst: false),
            Concurrency = run.Scheduler?.Limit ?? 0,
            InFlight = run.Scheduler?.InFlight.All ?? 0,
            Elapsed = meter.Elapsed,
        };
    }

    // Of a comparison, whose items tell what they have to read when they begin: all bytes once the last ones have begun, and 0 before.
    static long ToRead(TransferContext run, long open)
    {
        long left = (run.Readings.Side(isFirst: true)?.LeftBytes ?? 0) + (run.Readings.Side(isFirst: false)?.LeftBytes ?? 0);
        return run.Readings.Items is > 0 and int items && items == open ? run.MovedBytes + left : 0;
    }
}
