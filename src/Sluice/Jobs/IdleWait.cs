namespace Sluice.Jobs;

/// <summary>Waits of a worker that finds nothing to do: it looks less and less often, but six times while a claim lasts. Of one thread.</summary>
/// <param name="lasts">How long a claim lasts; null for ever.</param>
/// <param name="clock">The clock of waits.</param>
internal sealed class IdleWait(TimeSpan? lasts, TimeProvider clock)
{
    static readonly TimeSpan First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromSeconds(15);

    readonly TimeSpan _longest = lasts / 6 is { } sixth && sixth < Longest ? sixth : Longest;
    TimeSpan _next = First;

    /// <summary>How long it has waited since it had something to do.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>It had something to do.</summary>
    public void Reset() => (_next, Waited) = (First, TimeSpan.Zero);

    /// <summary>Waits; false when it need not wait any more.</summary>
    public bool Wait(CancellationToken cancellationToken)
    {
        using ManualResetEventSlim due = new();
        using (ITimer timer = clock.CreateTimer(static due => ((ManualResetEventSlim)due!).Set(), due, _next, Timeout.InfiniteTimeSpan))
            try
            {
                due.Wait(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        Waited += _next;
        _next = _next * 2 < _longest ? _next * 2 : _next;
        return true;
    }
}
