using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Benchmarking.Work;

/// <summary>What is done in each round.</summary>
internal abstract class BenchWork
{
    /// <summary>Objects of a round; 0 while that is not known.</summary>
    public abstract long Objects { get; }

    /// <summary>Requests in flight that are allowed; null: the engine knows.</summary>
    public virtual int? Concurrency => null;

    /// <summary>Begins everything of a round; the error that ended it early, or null.</summary>
    public abstract Failure? Produce(Round round);
}
