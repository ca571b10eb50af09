using Sluice.Transfer;

namespace Sluice.Cli.Progress;

/// <summary>What a progress view shows at one moment.</summary>
/// <param name="Run">The run.</param>
/// <param name="BytesPerSecond">Present rate.</param>
/// <param name="ObjectsPerSecond">Present rate.</param>
readonly record struct ProgressSample(TransferProgress Run, double BytesPerSecond, double ObjectsPerSecond)
{
    // What is still to be found might be more than was counted, and what has no bytes may be left: all is done only when all items have ended.
    const double MostExpected = 0.99;

    // Bytes that take about as long as an item takes for itself, as at 100 MB/s or 800 items a second: small ones cost requests, large ones bytes.
    const double ItemCost = 128 << 10;

    // So few tell nothing of how many end in a second.
    const int FewItems = 20;

    /// <summary>True for what is told in bytes; a removal, or a comparison that finds all the same, is told in objects.</summary>
    public bool IsOfBytes => Run.MovedBytes > 0 || Run.ListedBytes > 0;

    /// <summary>Items in all: listed, or counted ahead; null while nobody knows.</summary>
    public long? Items => Run.ListingComplete ? Run.ListedItems : Run.ExpectedItems;

    /// <summary>Bytes in all, likewise.</summary>
    public long? Bytes => Run.ListingComplete ? Run.ListedBytes : Run.ExpectedBytes;

    /// <summary>Items per second that were not just skipped, at present.</summary>
    public double WorkedPerSecond { get; init; } = ObjectsPerSecond;

    /// <summary>Bytes per second of the first side of a comparison, at present.</summary>
    public double FirstPerSecond { get; init; }

    /// <summary>Of the second side.</summary>
    public double SecondPerSecond { get; init; }

    /// <summary>True for one item of unknown size, such as a stream: there is no share of it, and no bar.</summary>
    public bool IsOpenEnded => Run.ListingComplete && Run is { ListedItems: 1, ListedBytes: <= 0, Outcomes.Ended: 0 };

    /// <summary>What is shown of them: what was just skipped is no work, unless there is nothing else.</summary>
    public double ShownObjectsPerSecond => ObjectCount.IsAllSkipped(Run) ? ObjectsPerSecond : WorkedPerSecond;

    /// <summary>Time to go as it is shown: none before <see cref="Estimate"/> rests on something, and no jumps of it.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>Share that is done, 0 to 1: of the bytes, as they stand beside it, or of the items where there are none; null while the total is not known.</summary>
    public double? Share => Items is not { } items || items == 0 || Bytes is not { } bytes || IsOpenEnded
        ? null
        : Math.Clamp(bytes > 0 ? (double)Run.MovedBytes / bytes : ShareOfItems(items), 0, Run.ListingComplete && Run.Outcomes.Ended >= items ? 1 : MostExpected);

    /// <summary>Time to go, by what bytes and items cost and how fast they go at present. Null while it cannot be told.</summary>
    public TimeSpan? Estimate
    {
        get
        {
            if (Items is not { } total || Bytes is not { } moving)
                return null;
            if (moving == 0)
                return Shown(IsOfWork ? RateMeter.SecondsFor(Working(total) - Worked, WorkedPerSecond) : RateMeter.SecondsFor(total - Run.Outcomes.Ended, ObjectsPerSecond));
            // What is under way ends with its bytes; and a single large object ends with its last one: only they tell anything.
            // So is it once all have begun: how many ended a second says nothing of the bytes of the last ones.
            double toBegin = Math.Max(0, Working(total) - Begun);
            (double left, double rate) = Run.Outcomes.Ended < FewItems || toBegin < 1 ? (0, 0) : (ItemCost * toBegin, ItemCost * WorkedPerSecond);
            return Shown(Run is { FirstSide: { } first, SecondSide: { } second }
                ? Math.Max(RateMeter.SecondsFor(first.LeftBytes + left, FirstPerSecond + rate), RateMeter.SecondsFor(second.LeftBytes + left, SecondPerSecond + rate))
                : RateMeter.SecondsFor(Math.Max(0, moving - Run.MovedBytes) + left, BytesPerSecond + rate));

            static TimeSpan? Shown(double seconds) => seconds < 360_000 ? TimeSpan.FromSeconds(Math.Ceiling(seconds)) : null;
        }
    }

    // Once all is listed, what was skipped has been; before, the rest of a comparison may be all there is to do.
    bool IsOfWork => Run.ListingComplete && Worked > 0;

    double ShareOfItems(long items) => IsOfWork ? Worked / Working(items) : (double)Run.Outcomes.Ended / items;

    // What is skipped costs next to nothing, and says nothing of the rest.
    long Worked => Run.Outcomes.Ended - Run.Outcomes.Skipped;

    // About: no more items are under way than requests.
    long Begun => Worked + Run.InFlight;

    // Of so many, those that are not skipped, as far as what is listed tells.
    double Working(long items) => Run.ListedItems == 0 ? items : (double)items * (Run.ListedItems - Run.Outcomes.Skipped) / Run.ListedItems;
}
