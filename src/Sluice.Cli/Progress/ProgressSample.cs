using Sluice.Transfer;

namespace Sluice.Cli.Progress;

/// <summary>What a progress view shows at one moment.</summary>
/// <param name="Run">The run.</param>
/// <param name="BytesPerSecond">Present rate.</param>
/// <param name="ObjectsPerSecond">Present rate.</param>
readonly record struct ProgressSample(TransferProgress Run, double BytesPerSecond, double ObjectsPerSecond)
{
    /// <summary>Share that is done, 0 to 1: by bytes, or by items where there are no bytes; null while the total is not known.</summary>
    public double? Share => !Run.ListingComplete || Run.ListedItems == 0
        ? null
        : Math.Clamp(Run.ListedBytes > 0 ? (double)Run.MovedBytes / Run.ListedBytes : (double)Run.Outcomes.Ended / Run.ListedItems, 0, 1);

    /// <summary>Time to go: the slower of bytes and items, since small objects cost requests and large ones bytes. Null while it cannot be told.</summary>
    public TimeSpan? Remaining
    {
        get
        {
            if (!Run.ListingComplete)
                return null;
            double bytes = Left(Run.ListedBytes - Run.MovedBytes, BytesPerSecond);
            double items = Left(Run.ListedItems - Run.Outcomes.Ended, ObjectsPerSecond);
            // A single large object ends with its last byte: only its bytes tell anything.
            double seconds = Run.ListedBytes == 0 ? items : Run.Outcomes.Ended < 20 ? bytes : Math.Max(bytes, items);
            return seconds < 360_000 ? TimeSpan.FromSeconds(Math.Ceiling(seconds)) : null;
        }
    }

    static double Left(double amount, double rate) => amount <= 0 ? 0 : rate > 0 ? amount / rate : double.PositiveInfinity;
}
