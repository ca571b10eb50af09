namespace Sluice.Tests.Support;

/// <summary>
/// Shares of a limit that were measured over windows that follow each other. The limit is held when no window has more than
/// 5 % above it and all but one have no less than 5 % below it: a machine that gives a run no processor for a while may keep
/// it from one window, and no wrong limit gets most of them right.
/// </summary>
sealed class RateWindows
{
    const int Enough = 3;

    readonly List<double> _shares = [];

    /// <summary>How long a window is to be.</summary>
    public static TimeSpan Length { get; } = TimeSpan.FromSeconds(2);

    int Near => _shares.Count(static share => share is >= 0.95 and <= 1.05);

    int Far => _shares.Count - Near;

    /// <summary>No further window can change what <see cref="AssertHeld"/> says.</summary>
    public bool IsDecided => Near >= Enough || Far > 1 || _shares.Exists(static share => share > 1.05);

    /// <summary>One more window.</summary>
    public void Add(double share) => _shares.Add(share);

    /// <summary>Fails, with all shares, unless the limit was held.</summary>
    public void AssertHeld() =>
        Assert.True(Near >= Enough && Far <= 1 && _shares.TrueForAll(static share => share <= 1.05), $"shares of the limit: {string.Join(' ', _shares)}");
}
