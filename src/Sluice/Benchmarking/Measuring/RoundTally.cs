using Sluice.Engine;
using Sluice.Transfer;

namespace Sluice.Benchmarking.Measuring;

/// <summary>How the objects of one phase ended. Safe for many threads.</summary>
internal sealed class RoundTally(Action<ItemOutcome>? onFailure)
{
    readonly ValueTally _throughput = new();
    long _objects, _bytes, _failed;

    /// <summary>Objects that are done.</summary>
    public long Objects => Interlocked.Read(ref _objects);

    /// <summary>Their bytes.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Objects that are not.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Bytes per second of each object; null without bytes.</summary>
    public Distribution? Throughput => _throughput.Describe();

    /// <summary>Counts an object.</summary>
    public void Add(ItemOutcome outcome)
    {
        if (outcome.Kind != OutcomeKind.Done)
        {
            Interlocked.Increment(ref _failed);
            onFailure?.Invoke(outcome);
            return;
        }
        Interlocked.Increment(ref _objects);
        Interlocked.Add(ref _bytes, outcome.Bytes);
        if (outcome.Bytes > 0 && outcome.Duration > TimeSpan.Zero)
            _throughput.Add(outcome.Bytes / outcome.Duration.TotalSeconds);
    }

    /// <summary>Counts keys of a listing.</summary>
    public void AddKeys(long keys) => Interlocked.Add(ref _objects, keys);
}
