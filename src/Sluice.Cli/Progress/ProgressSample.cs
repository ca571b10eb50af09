using Sluice.Transfer;

namespace Sluice.Cli.Progress;

/// <summary>What a progress view shows at one moment.</summary>
/// <param name="Run">The run.</param>
/// <param name="BytesPerSecond">Present rate.</param>
/// <param name="ObjectsPerSecond">Present rate.</param>
readonly record struct ProgressSample(TransferProgress Run, double BytesPerSecond, double ObjectsPerSecond)
{
    // What is still to be found might be more than was counted: all is done only when the listing says so.
    const double MostExpected = 0.99;

    /// <summary>True for what is told in bytes; a removal, or a comparison that finds all the same, is told in objects.</summary>
    public bool IsOfBytes => Run.MovedBytes > 0 || Run.ListedBytes > 0;

    /// <summary>Items in all: listed, or counted ahead; null while nobody knows.</summary>
    public long? Items => Run.ListingComplete ? Run.ListedItems : Run.ExpectedItems;

    /// <summary>Bytes in all, likewise.</summary>
    public long? Bytes => Run.ListingComplete ? Run.ListedBytes : Run.ExpectedBytes;

    /// <summary>Share that is done, 0 to 1: by bytes, or by items where there are no bytes; null while the total is not known.</summary>
    public double? Share => Items is not { } items || items == 0 || Bytes is not { } bytes
        ? null
        : Math.Clamp(bytes > 0 ? (double)Run.MovedBytes / bytes : (double)Run.Outcomes.Ended / items, 0, Run.ListingComplete ? 1 : MostExpected);

    /// <summary>Time to go: the slower of bytes and items, since small objects cost requests and large ones bytes. Null while it cannot be told.</summary>
    public TimeSpan? Remaining
    {
        get
        {
            if (Items is not { } total || Bytes is not { } moving)
                return null;
            double bytes = Left(moving - Run.MovedBytes, BytesPerSecond);
            double items = Left(total - Run.Outcomes.Ended, ObjectsPerSecond);
            // A single large object ends with its last byte: only its bytes tell anything.
            double seconds = moving == 0 ? items : Run.Outcomes.Ended < 20 ? bytes : Math.Max(bytes, items);
            return seconds < 360_000 ? TimeSpan.FromSeconds(Math.Ceiling(seconds)) : null;
        }
    }

    static double Left(double amount, double rate) => amount <= 0 ? 0 : rate > 0 ? amount / rate : double.PositiveInfinity;
}
