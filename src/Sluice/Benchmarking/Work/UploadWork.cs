using Sluice.Benchmarking.TestObjects;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Benchmarking.Work;

/// <summary>Puts every test object, each round under the same keys.</summary>
internal sealed class UploadWork(TestObjectSet set) : BenchWork
{
    /// <inheritdoc/>
    public override long Objects => set.Count;

    /// <inheritdoc/>
    public override Failure? Produce(Round round)
    {
        for (int number = 0; number < set.Count; number++)
            if (!round.TryBegin(set.Size) || !round.Offer(set.Upload(round.Run, number)))
                return null;
        round.IsComplete = true;
        return null;
    }
}
