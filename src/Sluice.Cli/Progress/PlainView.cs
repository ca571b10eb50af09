namespace Sluice.Cli.Progress;

/// <summary>A line now and then, for logs, pipes and terminals that cannot redraw.</summary>
sealed class PlainView : ProgressView
{
    readonly ITimer _timer;

    /// <summary>Begins. The first line comes after one interval, so short runs stay silent.</summary>
    /// <param name="clock">Tells the interval.</param>
    /// <param name="interval">Time between two lines.</param>
    /// <param name="line">Looks at how it stands, and says so.</param>
    /// <param name="write">Takes a line.</param>
    public PlainView(TimeProvider clock, TimeSpan interval, Func<string> line, Action<string> write)
    {
        Lock gate = new();
        long written = clock.GetTimestamp();
        _timer = clock.CreateTimer(
            _ =>
            {
                lock (gate)
                {
                    // A process that was stopped is called as often as it missed.
                    if (clock.GetElapsedTime(written) < interval / 2)
                        return;
                    written = clock.GetTimestamp();
                    write(line());
                }
            },
            null, interval, interval);
    }

    /// <inheritdoc/>
    public override void Dispose() => _timer.Dispose();
}
