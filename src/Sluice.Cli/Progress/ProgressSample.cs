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

    /// <summary>Bytes per second of the first side of a comparison, at present.</summary>
    public double FirstPerSecond { get; init; }

    /// <summary>Of the second side.</summary>
    public double SecondPerSecond { get; init; }

    /// <summary>True for one item of unknown size, such as a stream: there is no share of it, and no bar.</summary>
    public bool IsOpenEnded => Run.ListingComplete && Run is { ListedItems: 1, ListedBytes: <= 0, Outcomes.Ended: 0 };

    /// <summary>Share that is done, 0 to 1: by bytes or by items, whichever is further behind, since small objects cost requests and large ones bytes; null while the total is not known.</summary>
    public double? Share => Items is not { } items || items == 0 || Bytes is not { } bytes || IsOpenEnded
        ? null
        : Math.Clamp(bytes > 0 ? Math.Min((double)Run.MovedBytes / bytes, (double)Begun / items) : (double)Run.Outcomes.Ended / items, 0, Run.ListingComplete ? 1 : MostExpected);

    /// <summary>Time to go: the slower of bytes and items. Null while it cannot be told.</summary>
    public TimeSpan? Remaining
    {
        get
        {
            if (Items is not { } total || Bytes is not { } moving)
                return null;
            double bytes = Run is { FirstSide: { } first, SecondSide: { } second }
                ? Math.Max(Left(first.LeftBytes, FirstPerSecond), Left(second.LeftBytes, SecondPerSecond))
                : Left(moving - Run.MovedBytes, BytesPerSecond);
            // What is under way ends with its bytes; and where large items are the last ones, few end in a second, although none waits for a request.
            double items = Left(total - Begun, Math.Max(ObjectsPerSecond, Run.Outcomes.Ended / Math.Max(Run.Elapsed.TotalSeconds, 0.001)));
            // A single large object ends with its last byte: only its bytes tell anything.
            double seconds = moving == 0 ? Left(total - Run.Outcomes.Ended, ObjectsPerSecond) : Run.Outcomes.Ended < 20 ? bytes : Math.Max(bytes, items);
            return seconds < 360_000 ? TimeSpan.FromSeconds(Math.Ceiling(seconds)) : null;
        }
    }

    // About: no more items are under way than requests.
    long Begun => Run.Outcomes.Ended + Run.InFlight;

    static double Left(double amount, double rate) => amount <= 0 ? 0 : rate > 0 ? amount / rate : double.PositiveInfinity;
}
