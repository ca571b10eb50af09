using Sluice.Engine;
using Sluice.Engine.Scheduling;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Transfer;

/// <summary>
/// A run that carries many small ones, as the lines of a list of commands: they share its workers, memory, connections and
/// concurrency, and its ledger counts them all; each has a ledger and an end of its own.
/// </summary>
public sealed class SharedRun
{
    readonly TransferContext _root;

    internal SharedRun(TransferContext root) => _root = root;

    /// <summary>Called before each request of an item, on the thread that sends it; null for nothing. One that ends a run within this one ends the request too.</summary>
    public Action? BeforeRequest
    {
        get => _root.BeforeRequest;
        set => _root.BeforeRequest = value;
    }

    static readonly Dictionary<Verification, long> NoneVerified = [];

    UploadLog? _uploads;
    SplitStep? _split;

    /// <summary>What ended one of its runs, and no item of any could get past: a bucket that is gone, keys that are not known any more. Null for nothing.</summary>
    public Failure? EndedBy { get; private set; }

    /// <summary>The same run, for small ones whose multipart uploads somebody is told of.</summary>
    /// <param name="uploads">Is told; null for nobody.</param>
    /// <param name="split">What they do of a copy that several programs make together; null where they copy objects whole.</param>
    public SharedRun With(UploadLog? uploads, SplitStep? split = null) => new(_root) { _uploads = uploads, _split = split };

    /// <summary>Runs on the caller's thread and returns when every item has ended. What only a process can measure is 0 in its report.</summary>
    internal TransferReport Execute(RunRequest request, TransferOptions options, Func<TransferContext, Failure?> produce, CancellationToken cancellationToken)
    {
        long start = options.Clock.GetTimestamp();
        using TransferContext run = _root.Carry(request, options, cancellationToken, _uploads, _split);
        TransferLedger ledger = run.Ledger;
        Failure? listingError;
        try
        {
            listingError = produce(run);
        }
        finally
        {
            run.WaitForItems(WorkEngine.StopPatience);
        }
        EndedBy ??= run.EndedBy ?? ItemFailure.From(listingError)?.EndsRun;
        (long listed, _, _, OutcomeCounts outcomes, long bytes) = ledger.Totals();
        return new TransferReport
        {
            Listed = listed,
            Outcomes = outcomes,
            Bytes = bytes,
            ResumedBytes = ledger.ResumedBytes,
            EarlierItems = ledger.Earlier.Items,
            EarlierBytes = ledger.Earlier.Bytes,
            Planned = ledger.WouldBe.Items,
            PlannedBytes = ledger.WouldBe.Bytes,
            Staying = ledger.Staying,
            Existing = ledger.Existing,
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
            Interrupted = cancellationToken.IsCancellationRequested || _root.Token.IsCancellationRequested,
            ListingError = listingError ?? run.EndedBy,
        };
    }
}
