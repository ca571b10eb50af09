namespace Sluice.Engine.Concurrency;

/// <summary>
/// How many requests of large items may be in flight beside small ones: as many as ask for what may be asked for. Their number alone would be a limit
/// for the small ones too, which wait for nothing but answers. Pure state.
/// </summary>
internal sealed class LargeShare
{
    // Bytes that may be asked for before it is known how fast they come, and seconds that they may take once it is,
    // or by a limit that is known from the start.
    const double AskedUnseen = 256 << 20;
    const double AskedSeconds = 4;

    // Seconds in which bytes show how fast they come.
    const double Flow = 0.1;

    double _seconds, _bytes, _fastest, _each;

    /// <summary>So many; as many as there are, before large ones were seen beside small ones.</summary>
    public int Most { get; private set; } = int.MaxValue;

    /// <summary>Bytes that may be asked for.</summary>
    /// <param name="bytesPerSecond">How fast they come; 0 where that is not known.</param>
    /// <param name="mostBytesPerSecond">What a limit lets through; infinite without one.</param>
    public static double MostAsked(double bytesPerSecond, double mostBytesPerSecond) => Math.Max(Math.Min(AskedUnseen, AskedSeconds * mostBytesPerSecond), AskedSeconds * bytesPerSecond);

    /// <summary>Learns from an interval.</summary>
    public void Observe(in ControllerSample sample)
    {
        (_seconds, _bytes) = (_seconds + sample.Seconds, _bytes + sample.Bytes);
        if (_seconds >= Flow)
            (_fastest, _seconds, _bytes) = (Math.Max(_fastest, _bytes / _seconds), 0, 0);
        if (sample.Beside > 0 && sample.InFlight > sample.Beside)
            _each = Math.Max(_each, (double)sample.AskedLarge / (sample.InFlight - sample.Beside));
        if (_each > 0)
            Most = (int)Math.Clamp(MostAsked(_fastest, sample.MostBytesPerSecond) / _each, 1, int.MaxValue);
    }
}
