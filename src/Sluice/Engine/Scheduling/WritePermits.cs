namespace Sluice.Engine.Scheduling;

/// <summary>How many threads may write to disks at the same time. Safe for many threads.</summary>
internal sealed class WritePermits(int count, Gate? gate = null)
{
    // Milliseconds between two looks at the token, which wakes nobody who waits here.
    const int StopCheck = 100;

    readonly Gate _gate = gate ?? new Gate();
    // Guarded by _gate.
    int _free = count;
    int _waiting;

    /// <summary>Waits for a permit, which the result gives back. Throws <see cref="OperationCanceledException"/>.</summary>
    public Permit Take(CancellationToken cancellationToken)
    {
        using (_gate.Enter())
        {
            while (_free == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _waiting++;
                _gate.Wait(StopCheck);
                _waiting--;
            }
            _free--;
        }
        return new Permit(this);
    }

    void Return()
    {
        using (_gate.Enter())
        {
            _free++;
            if (_waiting > 0)
                _gate.Pulse();
        }
    }

    /// <summary>A permit that is held.</summary>
    internal readonly ref struct Permit(WritePermits owner)
    {
        /// <summary>Gives it back.</summary>
        public void Dispose() => owner.Return();
    }
}
