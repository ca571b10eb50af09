using Sluice.Cli.Output;

namespace Sluice.Cli.Progress;

/// <summary>Something under way that counts: how many so far, and how fast.</summary>
/// <param name="source">How many now.</param>
/// <param name="clock">The time.</param>
/// <param name="doing">What is done, such as "proving".</param>
/// <param name="noun">One of what is counted, such as "item".</param>
sealed class CountText(Func<long> source, TimeProvider clock, string doing, string noun) : ProgressText
{
    readonly long _begun = clock.GetTimestamp();
    RateMeter _rate = new();
    long _now;

    TimeSpan Elapsed => clock.GetElapsedTime(_begun);

    /// <inheritdoc/>
    public override void Sample() => _rate.Add(_now = source(), Elapsed);

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<Piece>> Live(int width) =>
        [PieceLine.Fit([new(doing, Tone.Good), new(Numbers.Count(_now, noun)) { IsKept = true }, new($"{Numbers.PerSecond(_rate.PerSecond)} {noun}s/s", Tone.Strong), new(Numbers.Clock(Elapsed), Tone.Dim)], width)];

    /// <inheritdoc/>
    public override string Plain()
    {
        Sample();
        return $"{Numbers.Clock(Elapsed)}  {doing}: {Numbers.Count(_now, noun)}, {Numbers.PerSecond(_rate.PerSecond)} {noun}s/s";
    }

    /// <inheritdoc/>
    public override ProgressRecord Record()
    {
        Sample();
        return new ProgressRecord(Math.Round(Elapsed.TotalSeconds, 3)) { Phase = doing, Objects = _now, ObjectsPerSecond = Math.Round(_rate.PerSecond, 3) };
    }
}
