namespace Sluice.Transfer.Downloads;

/// <summary>Lets one item at a time write to standard output.</summary>
internal sealed class StreamTurn
{
    readonly object _gate = new();
    bool _taken;

    /// <summary>Waits until nobody has the turn, and takes it; false when the run was cancelled.</summary>
    public bool Take(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            while (_taken && !cancellationToken.IsCancellationRequested)
                Monitor.Wait(_gate, 100);
            if (cancellationToken.IsCancellationRequested)
                return false;
            return _taken = true;
        }
    }

    /// <summary>Gives the turn back.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _taken = false;
            Monitor.PulseAll(_gate);
        }
    }
}
