using Sluice.Transfer;

namespace Sluice.Client.Runs;

/// <summary>Reports how a run stands, by the clock, and once more when it is over.</summary>
internal sealed class ProgressReports : IAsyncDisposable
{
    readonly TransferEngine _engine;
    readonly IProgress<TransferProgress>? _progress;
    readonly PeriodicTimer? _timer;
    readonly Task _reports = Task.CompletedTask;

    ProgressReports(TransferEngine engine, RunOptions? options)
    {
        (_engine, _progress) = (engine, options?.Progress);
        if (_progress is null)
            return;
        _timer = new PeriodicTimer(options!.ProgressInterval, engine.Options.Clock);
        _reports = ReportAsync(_timer, _progress);
    }

    /// <summary>Begins to report, if anybody wants it.</summary>
    public static ProgressReports Begin(TransferEngine engine, RunOptions? options) => new(engine, options);

    /// <summary>Reports for the last time.</summary>
    public async ValueTask DisposeAsync()
    {
        _timer?.Dispose();
        await _reports.ConfigureAwait(false);
        _progress?.Report(_engine.Progress);
    }

    async Task ReportAsync(PeriodicTimer timer, IProgress<TransferProgress> progress)
    {
        while (await timer.WaitForNextTickAsync().ConfigureAwait(false))
            progress.Report(_engine.Progress);
    }
}
