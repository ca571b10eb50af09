using System.Globalization;

namespace Sluice.Processing;

/// <summary>When failures end a run.</summary>
/// <param name="IsNow">What runs is ended too; else it may end by itself.</param>
/// <param name="Failures">Objects that may fail before; null where a share is meant.</param>
/// <param name="Percent">Percent of the objects that have ended, once there are a hundred of them; null where a number is meant.</param>
public sealed record ProcessHalt(bool IsNow, long? Failures, double? Percent)
{
    // A share of fewer says nothing.
    internal const int LeastEnded = 100;

    /// <summary>What is wrong with it; null for nothing.</summary>
    public string? Problem => Failures <= 0 || Percent <= 0 ? "A run that no failure may precede would never begin; give fail=1 or more." : null;

    /// <summary>Reads <c>soon,fail=1</c>, <c>now,fail=10</c> or <c>soon,fail=1%</c>.</summary>
    public static bool TryParse(string text, out ProcessHalt halt)
    {
        halt = new ProcessHalt(false, null, null);
        string[] words = text.Split(',');
        if (words is not [("soon" or "now") and var when, ['f', 'a', 'i', 'l', '=', .. { Length: > 0 } amount]])
            return false;
        bool isShare = amount.EndsWith('%');
        if (!double.TryParse(isShare ? amount.AsSpan(0, amount.Length - 1) : amount, isShare ? NumberStyles.AllowDecimalPoint : NumberStyles.None, CultureInfo.InvariantCulture, out double value) || value is not (>= 0 and <= 1e15))
            return false;
        halt = new ProcessHalt(when == "now", isShare ? null : (long)value, isShare ? value : null);
        return true;
    }

    /// <summary>True when so many failures are too many.</summary>
    internal bool IsReached(long failed, long ended) => Failures is { } most ? failed >= most : ended >= LeastEnded && 100.0 * failed / ended >= Percent;
}
