namespace Sluice.Cli.Progress;

/// <summary>A line every five seconds, for logs, pipes and terminals that cannot redraw.</summary>
sealed class PlainView : ProgressView
{
    /// <summary>Time between two lines: rare enough for a log, often enough to see that it lives.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    readonly ITimer _timer;

    /// <summary>Begins. The first line comes after one interval, so short runs stay silent.</summary>
    public PlainView(TimeProvider clock, ProgressText text, Action<string> write)
    {
        Lock gate = new();
        _timer = clock.CreateTimer(
            _ =>
            {
                lock (gate)
                    write(text.Plain());
            },
            null, Interval, Interval);
    }

    /// <inheritdoc/>
    public override void Dispose() => _timer.Dispose();
}
