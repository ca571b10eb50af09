namespace Sluice.Tests.Support;

/// <summary>
/// Shares of a limit that were measured over windows that follow each other. The limit is held when no two windows that follow each other have more than
/// 5 % above it, and when at least three, and more than are not, have no less than 5 % below it: a machine that gives a run no
/// processor for a while may keep it from some, and no wrong limit gets most of them right. What a window left over may flow in the next.
/// </summary>
sealed class RateWindows
{
    const int Enough = 3;

    readonly List<double> _shares = [];

    /// <summary>How long a window is to be.</summary>
    public static TimeSpan Length { get; } = TimeSpan.FromSeconds(2);

    int Near => _shares.Count(IsNear);

    // The window after a starved one belongs to it.
    int Far => _shares.Where((share, at) => !IsNear(share) && (at == 0 || IsNear(_shares[at - 1]) || share < 0.95)).Count();

    // What came before the first window is not known: alone it decides nothing.
    bool Exceeded => _shares.Zip(_shares.Skip(1), static (one, next) => one + next > 2 * 1.05).Any(static both => both);

    /// <summary>No further window can change what <see cref="AssertHeld"/> says.</summary>
    public bool IsDecided => IsHeld || Exceeded || Far > Enough;

    bool IsHeld => Near >= Enough && Near > Far && !Exceeded;

    /// <summary>One more window.</summary>
    public void Add(double share) => _shares.Add(share);

    /// <summary>Fails, with all shares, unless the limit was held.</summary>
    public void AssertHeld() =>
        Assert.True(IsHeld, $"shares of the limit: {string.Join(' ', _shares)}");

    static bool IsNear(double share) => share is >= 0.95 and <= 1.05;
}
