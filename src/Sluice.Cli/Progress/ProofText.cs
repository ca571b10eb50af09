using Sluice.Cli.Output;

namespace Sluice.Cli.Progress;

/// <summary>A proof under way: how many items were looked at, and how fast.</summary>
sealed class ProofText(Func<long> source, TimeProvider clock) : ProgressText
{
    readonly long _begun = clock.GetTimestamp();
    RateMeter _items = new();
    long _now;

    TimeSpan Elapsed => clock.GetElapsedTime(_begun);

    /// <inheritdoc/>
    public override void Sample() => _items.Add(_now = source(), Elapsed);

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<Piece>> Live(int width) =>
        [ProgressFrame.Fit([new("proving", Tone.Good), new(Numbers.Count(_now, "item")), new($"{Numbers.PerSecond(_items.PerSecond)} items/s", Tone.Strong), new(Numbers.Clock(Elapsed), Tone.Dim)], width)];

    /// <inheritdoc/>
    public override string Plain()
    {
        Sample();
        return $"{Numbers.Clock(Elapsed)}  proving: {Numbers.Count(_now, "item")}, {Numbers.PerSecond(_items.PerSecond)} items/s";
    }

    /// <inheritdoc/>
    public override ProgressRecord Record()
    {
        Sample();
        return new ProgressRecord(Math.Round(Elapsed.TotalSeconds, 3)) { Phase = "proving", Objects = _now, ObjectsPerSecond = Math.Round(_items.PerSecond, 3) };
    }
}
