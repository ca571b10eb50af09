using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Benchmarking.Work;

/// <summary>Lists a prefix, in order where the store has one, as <c>ls</c> does.</summary>
internal sealed class ListWork(S3Client client, S3Location prefix, int? parallelism) : BenchWork
{
    long _keys;
    volatile int _threads = 1;

    /// <inheritdoc/>
    public override long Objects => Interlocked.Read(ref _keys);

    /// <inheritdoc/>
    public override int? Concurrency => _threads;

    /// <inheritdoc/>
    public override Failure? Produce(Round round)
    {
        long keys = 0;
        ListingOptions options = new() { Order = ListingOrder.SortedWherePossible, Parallelism = parallelism };
        using ObjectLister lister = new(client, new ListObjectsRequest(prefix.Bucket) { Prefix = prefix.Key }, options, round.Run.Token);
        while (lister.TryNext(out ListObjectsPage page))
        {
            keys += page.Objects.Count;
            round.Tally.AddKeys(page.Objects.Count);
            _threads = lister.Threads;
            if (round.IsOver)
                return null;
        }
        if (lister.Error is null)
        {
            Interlocked.Exchange(ref _keys, keys);
            round.IsComplete = true;
        }
        return round.Run.Token.IsCancellationRequested ? null : lister.Error;
    }
}
