namespace Sluice.S3.Requests;

/// <summary>A retry that waits in line for tokens of a <see cref="RetryBudget"/>.</summary>
#pragma warning disable CA1001 // Its event holds no handle, and a late timer may still set it.
internal sealed class RetryTurn(double ticket, TimeSpan atTheLatest)
#pragma warning restore CA1001
{
    readonly ManualResetEventSlim _come = new();

    /// <summary>What had been taken from the budget, with its own price, when it stood in line: its turn is when as much has come in.</summary>
    public double Ticket => ticket;

    /// <summary>When its turn is, from when it stood in line, where no request succeeds meanwhile.</summary>
    public TimeSpan AtTheLatest => atTheLatest;

    /// <summary>Its turn has come.</summary>
    public void Come() => _come.Set();

    /// <summary>Waits for it, and no longer than until it has come by time alone; false when the caller gave up meanwhile.</summary>
    /// <param name="waited">Since it stood in line.</param>
    /// <param name="clock">Tells when it has come by time alone.</param>
    /// <param name="cancellationToken">The caller gave up.</param>
    public bool Wait(TimeSpan waited, TimeProvider clock, CancellationToken cancellationToken) => Sleep(_come, atTheLatest - waited, clock, cancellationToken);

    /// <summary>Waits for a time; false when the caller gave up meanwhile.</summary>
    public static bool Sleep(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken) => Sleep(new ManualResetEventSlim(), time, clock, cancellationToken);

    static bool Sleep(ManualResetEventSlim come, TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (time <= TimeSpan.Zero)
            return !cancellationToken.IsCancellationRequested;
        using ITimer timer = clock.CreateTimer(static state => ((ManualResetEventSlim)state!).Set(), come, time, Timeout.InfiniteTimeSpan);
        try
        {
            come.Wait(cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
