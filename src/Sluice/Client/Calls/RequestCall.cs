using System.Diagnostics;
using Sluice.Failures;
using Sluice.Telemetry;

namespace Sluice.Client.Calls;

/// <summary>A call that waits for a request thread, or has one.</summary>
internal abstract class RequestCall
{
    readonly Activity? _span = SluiceTelemetry.Source.HasListeners() ? Activity.Current : null;
    CancellationTokenRegistration _registration;
    int _taken;

    /// <summary>Begins to wait.</summary>
    /// <param name="cancellationToken">Ends the call at once while it waits.</param>
    protected RequestCall(CancellationToken cancellationToken) => CallerToken = cancellationToken;

    /// <summary>What the caller cancels.</summary>
    public CancellationToken CallerToken { get; }

    /// <summary>Its place in the queue; the queue's.</summary>
    public LinkedListNode<RequestCall>? Node { get; set; }

    /// <summary>Watches for cancellation while it waits.</summary>
    public void Watch(Action<RequestCall> canceled) =>
        _registration = CallerToken.UnsafeRegister(state => canceled((RequestCall)state!), this);

    /// <summary>True for the one who is to run it or to end it.</summary>
    public bool TryTake()
    {
        if (Interlocked.Exchange(ref _taken, 1) != 0)
            return false;
        _registration.Unregister();
        return true;
    }

    /// <summary>The requests of this thread belong below the caller's span from now on.</summary>
    public void Enter()
    {
        if (_span is not null)
            Activity.Current = _span;
    }

    /// <summary>They do not any more.</summary>
    public void Leave()
    {
        if (_span is not null)
            Activity.Current = null;
    }

    /// <summary>Runs it on a request thread, to its end; never throws.</summary>
    /// <param name="stop">The client is disposed.</param>
    public abstract void Run(CancellationToken stop);

    /// <summary>Ends it without having run.</summary>
    public abstract void End(Exception reason);

    /// <summary>What a call that was cut short ends with; other exceptions as they are.</summary>
    protected Exception Translated(Exception failure, CancellationToken stop) => failure switch
    {
        OperationCanceledException or S3.S3Exception { Error.Kind: FailureKind.Canceled } when CallerToken.IsCancellationRequested => new OperationCanceledException(CallerToken),
        _ when stop.IsCancellationRequested => RequestThreads.Disposed(),
        _ => failure,
    };

    /// <summary>Cancels a task by its exception, or fails it.</summary>
    protected static void Fail<T>(TaskCompletionSource<T> task, Exception failure)
    {
        if (failure is OperationCanceledException canceled)
            task.TrySetCanceled(canceled.CancellationToken);
        else
            task.TrySetException(failure);
    }
}
