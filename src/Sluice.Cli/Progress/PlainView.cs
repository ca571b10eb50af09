using Sluice.Transfer;

namespace Sluice.Cli.Progress;

/// <summary>A line every five seconds, for logs, pipes and terminals that cannot redraw.</summary>
sealed class PlainView : ProgressView
{
    /// <summary>Time between two lines: rare enough for a log, often enough to see that it lives.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    readonly ITimer _timer;

    /// <summary>Begins. The first line comes after one interval, so short runs stay silent.</summary>
    public PlainView(TimeProvider clock, Func<TransferProgress> source, Action<string> write)
    {
        ProgressMeter meter = new();
        Lock gate = new();
        _timer = clock.CreateTimer(
            _ =>
            {
                lock (gate)
                    write(ProgressFrame.Plain(meter.Sample(source())));
            },
            null, Interval, Interval);
    }

    /// <inheritdoc/>
    public override void Dispose() => _timer.Dispose();
}
