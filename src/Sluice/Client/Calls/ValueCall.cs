namespace Sluice.Client.Calls;

/// <summary>A call that is over when its thread has the answer.</summary>
/// <param name="work">Blocks until it has.</param>
/// <param name="cancellationToken">The caller's.</param>
internal sealed class ValueCall<T>(Func<CancellationToken, T> work, CancellationToken cancellationToken) : RequestCall(cancellationToken)
{
    readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The answer.</summary>
    public Task<T> Task => _done.Task;

    /// <inheritdoc/>
    public override void Run(CancellationToken stop)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(CallerToken, stop);
        try
        {
            _done.TrySetResult(work(either.Token));
        }
#pragma warning disable CA1031 // Whatever it is, it belongs to whoever awaits the call.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            End(Translated(failure, stop));
        }
    }

    /// <inheritdoc/>
    public override void End(Exception reason) => Fail(_done, reason);
}
