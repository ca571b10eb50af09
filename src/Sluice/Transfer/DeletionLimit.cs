using System.Globalization;
using Sluice.Engine;
using Sluice.Failures;

namespace Sluice.Transfer;

/// <summary>How many items of the destination a sync may remove: so many, or a share of those that are there. Beyond it nothing is removed at all.</summary>
public readonly record struct DeletionLimit
{
    /// <summary>The code of a run that is refused for it.</summary>
    internal const string TooMany = "MaxDelete";

    /// <summary>How an item ends that a dry run names, and that would stay because too many would go.</summary>
    internal static readonly ItemFailure Exceeded = new(OutcomeKind.Skipped, TooMany, "Would stay: more would go than the limit of removals allows.");

    /// <summary>How it ends where it was to go and stays for that.</summary>
    internal static readonly ItemFailure Stays = new(OutcomeKind.Skipped, "NotRemoved", "It stays: more would go than the limit of removals allows.");

    readonly long _count;
    readonly double? _percent;

    DeletionLimit(long count, double? percent)
    {
        _count = count;
        _percent = percent;
    }

    /// <summary>So many items, 0 or more.</summary>
    public static DeletionLimit Items(long count) =>
        count >= 0 ? new(count, null) : throw new ArgumentOutOfRangeException(nameof(count), count, "A number of items is not negative.");

    /// <summary>A share of the destination's items, 0 to 100.</summary>
    public static DeletionLimit Percent(double percent) =>
        percent is >= 0 and <= 100 ? new(0, percent) : throw new ArgumentOutOfRangeException(nameof(percent), percent, "A share is 0 to 100.");

    /// <summary>Reads <c>N</c> or <c>P%</c>; false, and what is wrong with it, when it is neither.</summary>
    public static bool TryParse(string text, out DeletionLimit limit, out string problem)
    {
        limit = default;
        problem = $"'{DisplayText.Of(text)}' is no limit; give a number of items such as 100, or a share of the destination such as 5%.";
        if (text.EndsWith('%'))
        {
            if (!double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent) || percent is not (>= 0 and <= 100))
                return false;
            limit = Percent(percent);
        }
        else if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            limit = Items(count);
        }
        else
        {
            return false;
        }
        problem = "";
        return true;
    }

    /// <summary>True when this many of a destination's items may go.</summary>
    public bool Allows(long removals, long destinationItems) =>
        _percent is { } percent ? removals <= destinationItems * (percent / 100) : removals <= _count;

    /// <summary>As it is written on a command line.</summary>
    public override string ToString() => _percent is { } percent
        ? string.Create(CultureInfo.InvariantCulture, $"{percent}%")
        : _count.ToString(CultureInfo.InvariantCulture);
}
