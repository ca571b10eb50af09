using Sluice.Engine;
using Sluice.Engine.Scheduling;
using Sluice.Failures;

namespace Sluice.Transfer;

/// <summary>
/// A run that carries many small ones, as the lines of a list of commands: they share its workers, memory, connections and
/// concurrency, and its ledger counts them all; each has a ledger and an end of its own.
/// </summary>
internal sealed class SharedRun(RunContext root, WorkScheduler scheduler)
{
    // As for a run of its own: a worker that does not come back from a stuck disk is left behind.
    static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    static readonly Dictionary<Verification, long> NoneVerified = [];

    /// <summary>Runs on the caller's thread and returns when every item has ended. What only a process can measure is 0 in its report.</summary>
    public TransferReport Execute(RunRequest request, EngineOptions options, Func<RunContext, WorkScheduler, S3Error?> produce, CancellationToken cancellationToken)
    {
        long start = options.Clock.GetTimestamp();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(root.Token, cancellationToken);
        Ledger ledger = new(request.Operation, request.OnOutcome) { Parent = root.Ledger };
        RunContext run = new(options, ledger, root.Memory, stop.Token)
        {
            Parent = root,
            Speeds = root.Speeds,
            Writers = root.Writers,
            Names = root.Names,
            Space = root.Space,
            Workers = root.Workers,
            Wake = root.Wake,
            Add = root.Add,
            RemovesSources = request.RemovesSources,
            Skips = request.Skips,
            AppendOk = request.AppendOk,
            SourceCustomerKey = request.SourceCustomerKey,
            Carried = request.Carried,
            TagsRequired = request.TagsRequired,
            Refusals = root.Refusals,
            Own = root.Own.With(request.OwnPaths),
            Validates = request.Validates,
            OnEnd = stop.Cancel,
        };
        S3Error? listingError;
        try
        {
            listingError = produce(run, scheduler);
        }
        finally
        {
            run.WaitForItems(StopPatience);
        }
        (long listed, _, _, OutcomeCounts outcomes, long bytes) = ledger.Totals();
        return new TransferReport
        {
            Listed = listed,
            Outcomes = outcomes,
            Bytes = bytes,
            EarlierBytes = ledger.EarlierBytes,
            Planned = ledger.WouldBe.Items,
            PlannedBytes = ledger.WouldBe.Bytes,
            Staying = ledger.Staying,
            OwnFiles = run.Own.Met,
            Verified = outcomes.Done == 0 ? NoneVerified : ledger.Verified(),
            Lost = ledger.Lost(),
            Elapsed = options.Clock.GetElapsedTime(start),
            Requests = 0,
            Retries = 0,
            Throttles = 0,
            UserCpu = default,
            SystemCpu = default,
            PeakMemory = 0,
            Interrupted = cancellationToken.IsCancellationRequested || root.Token.IsCancellationRequested,
            ListingError = listingError ?? run.EndedBy,
        };
    }
}
