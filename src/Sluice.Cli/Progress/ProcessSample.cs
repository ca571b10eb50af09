using Sluice.Processing;
using Sluice.Transfer;

namespace Sluice.Cli.Progress;

/// <summary>What the view of a processing shows at one moment.</summary>
/// <param name="Run">The run.</param>
/// <param name="Now">What its objects are doing.</param>
/// <param name="ObjectsPerSecond">Present rate.</param>
/// <param name="BytesPerSecond">Present rate.</param>
/// <param name="Failures">The most frequent failures, most frequent first.</param>
/// <param name="OtherKinds">Kinds of failures besides those.</param>
/// <param name="Repeated">Attempts that failed and were repeated.</param>
readonly record struct ProcessSample(TransferProgress Run, ProcessProgress Now, double ObjectsPerSecond, double BytesPerSecond, IReadOnlyList<(string Kind, long Count)> Failures, int OtherKinds, long Repeated)
{
    // Up to this size objects are fetched ahead of their programs, so that their bytes tell nothing of how far the programs are.
    const long FetchedAhead = 4 << 20;

    /// <summary>Share that is done, 0 to 1: by objects, or by bytes where those are large; null while the total is not known.</summary>
    public double? Share => !Run.ListingComplete || Run.ListedItems == 0 ? null
        : Math.Clamp(IsByBytes ? (double)Run.MovedBytes / Run.ListedBytes : Run.Outcomes.Skipped < Run.ListedItems ? (double)Ended / (Run.ListedItems - Run.Outcomes.Skipped) : 1, 0, 1);

    /// <summary>Time to go as it is shown: none before <see cref="Estimate"/> rests on something, and no jumps of it.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>Time to go, at the rates beside it. Null while it cannot be told.</summary>
    public TimeSpan? Estimate
    {
        get
        {
            double seconds = !Run.ListingComplete ? double.PositiveInfinity
                : IsByBytes ? RateMeter.SecondsFor(Run.ListedBytes - Run.MovedBytes, BytesPerSecond)
                : Ended < 5 ? double.PositiveInfinity : RateMeter.SecondsFor(Run.ListedItems - Run.Outcomes.Ended, ObjectsPerSecond);
            return seconds < 360_000 ? TimeSpan.FromSeconds(Math.Ceiling(seconds)) : null;
        }
    }

    // What was skipped took no time.
    long Ended => Run.Outcomes.Ended - Run.Outcomes.Skipped;

    bool IsByBytes => Run.ListedBytes > FetchedAhead * Run.ListedItems;
}
