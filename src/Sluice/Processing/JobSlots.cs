namespace Sluice.Processing;

/// <summary>As many slots as programs may run at once. Who waits for one has its object at hand already. Safe for many threads.</summary>
internal sealed class JobSlots : IDisposable
{
    readonly object _gate = new();
    // Guarded by _gate.
    readonly Stack<JobSlot> _free = new();
    readonly JobSlot[] _all;

    /// <summary>Makes slots.</summary>
    public JobSlots(int count)
    {
        _all = [.. Enumerable.Range(0, count).Select(static number => new JobSlot(number))];
        foreach (JobSlot slot in _all)
            _free.Push(slot);
    }

    /// <summary>Waits for a slot. Throws <see cref="OperationCanceledException"/>.</summary>
    public JobSlot Take(CancellationToken token)
    {
        lock (_gate)
        {
            while (_free.Count == 0)
            {
                token.ThrowIfCancellationRequested();
                // The time-out looks at the token; a slot that is given back wakes at once.
                Monitor.Wait(_gate, 100);
            }
            return _free.Pop();
        }
    }

    /// <summary>Gives one back.</summary>
    public void Return(JobSlot slot)
    {
        lock (_gate)
        {
            _free.Push(slot);
            Monitor.Pulse(_gate);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (JobSlot slot in _all)
            slot.Kept?.Dispose();
    }
}
