namespace Sluice.Engine;

/// <summary>
/// A lock that threads can wait on: what <see cref="Monitor"/> does, behind calls that a test can take over to decide
/// who runs next. Everything in the engine that waits for another of its threads waits here.
/// </summary>
internal class Gate
{
    /// <summary>Takes the lock; the result gives it back.</summary>
    public Scope Enter()
    {
        Take();
        return new Scope(this);
    }

    /// <summary>Gives the lock back, waits for a pulse or for so many milliseconds (-1: no limit), and takes the lock again. Only with the lock.</summary>
    public virtual void Wait(int milliseconds = Timeout.Infinite) => Monitor.Wait(this, milliseconds);

    /// <summary>Wakes one that waits. Only with the lock.</summary>
    public virtual void Pulse() => Monitor.Pulse(this);

    /// <summary>Wakes all that wait. Only with the lock.</summary>
    public virtual void PulseAll() => Monitor.PulseAll(this);

    /// <summary>Takes the lock.</summary>
    protected virtual void Take() => Monitor.Enter(this);

    /// <summary>Gives the lock back.</summary>
    protected virtual void Release() => Monitor.Exit(this);

    /// <summary>The lock, held.</summary>
    internal readonly ref struct Scope(Gate gate)
    {
        /// <summary>Gives it back.</summary>
        public void Dispose() => gate.Release();
    }
}
