using Sluice.Failures;
using Sluice.S3;
using Sluice.Sync.FilesFrom;
using Sluice.Sync.Plans;
using Sluice.Sync.Removing;
using Sluice.Transfer;
using Sluice.Transfer.Content;
using Sluice.Trees;

namespace Sluice.Sync;

/// <summary>Makes a prefix or directory hold what another one holds, with as few copies as possible.</summary>
/// <param name="engine">Moves the items. One run at a time.</param>
/// <param name="stateDirectory">Keeps the lock of each destination and the checksums of files, usually below the user's state directory; null takes no lock and computes every checksum anew.</param>
public sealed class Synchronizer(TransferEngine engine, string? stateDirectory = null)
{
    /// <summary>
    /// Syncs. Throws <see cref="ArgumentException"/> for a request that makes no sense, with all problems, and
    /// <see cref="SyncException"/> when another sync works on the destination; never for an item that failed.
    /// </summary>
    public Task<SyncReport> SyncAsync(SyncRequest request, CancellationToken cancellationToken)
    {
        List<string> problems = [.. engine.Problems(), .. SyncProblems.Of(request, engine.Clients)];
        if (problems.Count > 0)
            throw new ArgumentException(string.Join('\n', problems), nameof(request));
        return RunAsync(request, plan: null, cancellationToken);
    }

    /// <summary>
    /// Carries out a plan that a dry run wrote. An item that is another one than the plan saw is <c>changed</c> and left
    /// alone. Throws <see cref="SyncException"/> for a plan that was edited or cut short, that is of another version, or
    /// that is for other places than expected.
    /// </summary>
    public async Task<SyncReport> CarryOutAsync(PlanRequest request, CancellationToken cancellationToken)
    {
        using PlanReader plan = PlanReader.Open(request.PlanFile);
        SyncRequest sync = PlanCheck.ToRequest(plan.Header, request, engine.Clients);
        List<string> problems = [.. engine.Problems(), .. SyncProblems.Of(sync, engine.Clients)];
        if (problems.Count > 0)
            throw new ArgumentException(string.Join('\n', problems), nameof(request));
        return await RunAsync(sync, plan, cancellationToken).ConfigureAwait(false);
    }

    async Task<SyncReport> RunAsync(SyncRequest request, PlanReader? plan, CancellationToken cancellationToken)
    {
        TreeContext trees = new(engine.Clients) { KeepLinks = request.Preserve.HasFlag(Preserve.Symlinks) };
        Tree source = request.Source.OpenPlace(trees, asContainer: true), destination = request.Destination.OpenPlace(trees, asContainer: true);
        Tree? backup = request.Backup?.OpenPlace(new TreeContext(engine.Clients), asContainer: true);
        using DestinationLock? held = stateDirectory is null || request.DryRun ? null : DestinationLock.Take(Path.Combine(stateDirectory, "locks"), destination, request.OnNote);
        // A file whose object has another time is compared by the MD5 that is listed, at every sync.
        bool readsFiles = request.Comparison == SyncComparison.Checksum || request.Comparison == SyncComparison.SizeAndTime && source.Objects is not null && destination.Files is not null;
        using ChecksumCache? checksums = stateDirectory is null || !readsFiles ? null : ChecksumCache.Open(Path.Combine(stateDirectory, "checksums"), engine.Options.Clock);
        using PlanWriter? writer = request.PlanFile is null ? null : new PlanWriter(request.PlanFile, new PlanHeader
        {
            Type = PlanHeader.Kind,
            Version = PlanHeader.Current,
            Created = engine.Options.Clock.GetUtcNow(),
            Source = PlanLocation.From(source),
            Destination = PlanLocation.From(destination),
            Backup = backup is null ? null : PlanLocation.From(backup),
            Preserve = request.Preserve.ToString(),
            Attributes = PlanAttributes.From(request.Attributes) with { Carried = request.Carried.ToString(), TagsRequired = request.TagsRequired },
        });
        SyncTally tally = new(request.OnOutcome);
        string[] own = [.. stateDirectory is null ? [] : (string[])[Path.Combine(stateDirectory, "locks"), Path.Combine(stateDirectory, "checksums")], .. writer?.Paths ?? []];
        RunRequest run = new("sync") { OwnPaths = own, OnOutcome = tally.Take, SourceCustomerKey = request.SourceCustomerKey, Carried = request.Carried, TagsRequired = request.TagsRequired, StorageClass = request.Attributes.StorageClass, Skips = request.Skips, AppendOk = request.AppendOk, Journal = request.DryRun ? null : request.Journal };
        string? removalProblem = null;
        long left = 0;
        SyncRun? listing = null;
        TransferReport report = await engine.RunAsync(run, context =>
        {
            // What workers find they must not wait to offer: they are who makes room.
            SyncTransferFactory transfers = new(request, context, request.Names is null ? context.Offer : context.Add, context.Add, source, destination, backup, writer, checksums);
            using DeferredDeletions removals = new(request, context, source, destination, backup, transfers, writer, pinned: plan is not null);
            if (transfers.Prepare() is { } refused)
                return refused;
            Failure? error = plan is not null ? new PlanRun(plan, context, source, destination, transfers, removals).Produce()
                : request.Names is { } names ? new NamedRun(request, names, context, source, destination, transfers, removals).Produce()
                : (listing = new SyncRun(request, context, source, destination, transfers, removals)).Produce();
            (removalProblem, left) = (removals.Problem, removals.Left);
            return error;
        }, cancellationToken).ConfigureAwait(false);
        // A plan of half a listing would leave out the other half.
        if (writer is not null && report is { Interrupted: false, ListingError: null })
            writer.Publish();
        return tally.Report(report, removalProblem) with { Untold = listing?.Untold ?? 0, Left = left, CacheFilesDropped = checksums?.Dropped ?? 0 };
    }
}
