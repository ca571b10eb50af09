using System.Collections.Concurrent;

namespace Sluice.Transfer.InPlace;

/// <summary>Objects that are being restored, looked at again and again until all can be read; some hundred bytes for each. Safe for many threads.</summary>
/// <param name="interval">From one look to the next.</param>
internal sealed class RestoreWaits(TimeSpan interval)
{
    readonly ConcurrentQueue<RestoreItem> _waiting = new();

    /// <summary>One more that is waited for.</summary>
    public void Add(RestoreItem item) => _waiting.Enqueue(item);

    /// <summary>Returns when none is left, or the run was stopped.</summary>
    public void Wait(TransferContext run)
    {
        while (run.Drain() && !_waiting.IsEmpty)
        {
            try
            {
                Task.Delay(interval, run.Options.Clock, run.Token).Wait(run.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            for (int looks = _waiting.Count; looks > 0 && _waiting.TryDequeue(out RestoreItem? item); looks--)
                if (!run.Offer(item))
                    return;
        }
    }
}
