using Sluice.Telemetry;

namespace Sluice.Client.Calls;

/// <summary>
/// A bounded number of threads that make requests, and the queue of calls that wait for one. A thread is started only for a call that
/// no thread waits for, and ends when it has had nothing to do for a while. A call that is cancelled leaves the queue at once.
/// </summary>
/// <param name="most">Most threads.</param>
internal sealed class RequestThreads(int most) : IDisposable
{
    const string ThreadName = "sluice-request";

    // TLS, the deepest chain of calls, needs some 50 KiB.
    const int StackSize = 512 << 10;

    static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(30), StopPatience = TimeSpan.FromSeconds(5);

    readonly object _gate = new();
    readonly CancellationTokenSource _stop = new();

    // Guarded by _gate.
    readonly LinkedList<RequestCall> _waiting = new();
    readonly HashSet<Thread> _threads = [];
    int _idle;
    bool _stopped;

    /// <summary>Threads that there are now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _threads.Count;
        }
    }

    /// <summary>What a call of a disposed client ends with.</summary>
    public static ObjectDisposedException Disposed() => new(nameof(SluiceClient));

    /// <summary>Runs some work on a request thread.</summary>
    public Task<T> RunAsync<T>(Func<CancellationToken, T> work, CancellationToken cancellationToken)
    {
        ValueCall<T> call = new(work, cancellationToken);
        Enqueue(call);
        return call.Task;
    }

    /// <summary>Has a call wait for a thread.</summary>
    public void Enqueue(RequestCall call)
    {
        Exception? refusal = null;
        // Before it is in the queue: whoever takes it out knows what to unregister.
        call.Watch(Cancel);
        lock (_gate)
        {
            if (_stopped)
                refusal = Disposed();
            else if (_waiting.Count >= _idle && _threads.Count < most)
                refusal = StartLocked();
            if (refusal is null)
            {
                SluiceTelemetry.CallsWaiting.Add(1);
                call.Node = _waiting.AddLast(call);
                Monitor.Pulse(_gate);
            }
        }
        if (refusal is not null)
            End(call, refusal);
    }

    /// <summary>Ends the calls that wait, cuts short those under way, and waits for the threads.</summary>
    public void Dispose()
    {
        RequestCall[] waiting;
        Thread[] threads;
        lock (_gate)
        {
            _stopped = true;
            waiting = [.. _waiting];
            SluiceTelemetry.CallsWaiting.Add(-waiting.Length);
            _waiting.Clear();
            threads = [.. _threads];
            Monitor.PulseAll(_gate);
        }
        _stop.Cancel();
        foreach (RequestCall call in waiting)
            End(call, Disposed());
        // One that does not come back is left behind, and those after it are not waited for.
        _ = threads.All(static thread => thread.Join(StopPatience));
    }

    // Why there is no thread at all; null when there is one, even if no further one could be started.
    Exception? StartLocked()
    {
        Thread thread = new(Work, StackSize) { IsBackground = true, Name = ThreadName };
        try
        {
            thread.UnsafeStart();
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            return _threads.Count > 0 ? null : failure;
        }
        _threads.Add(thread);
        SluiceTelemetry.RequestThreads.Add(1);
        return null;
    }

    void Work()
    {
        while (Next() is { } call)
            if (call.TryTake())
            {
                call.Enter();
                call.Run(_stop.Token);
                call.Leave();
            }
        SluiceTelemetry.RequestThreads.Add(-1);
    }

    // Null when the thread is to end.
    RequestCall? Next()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                _idle++;
                bool woken = !_stopped && Monitor.Wait(_gate, IdleLimit);
                _idle--;
                if (_stopped || !woken && _waiting.Count == 0)
                {
                    _threads.Remove(Thread.CurrentThread);
                    return null;
                }
            }
            RequestCall call = _waiting.First!.Value;
            RemoveLocked(call);
            return call;
        }
    }

    void Cancel(RequestCall call)
    {
        lock (_gate)
            if (call.Node?.List is not null)
                RemoveLocked(call);
        End(call, new OperationCanceledException(call.CallerToken));
    }

    void RemoveLocked(RequestCall call)
    {
        _waiting.Remove(call.Node!);
        SluiceTelemetry.CallsWaiting.Add(-1);
    }

    static void End(RequestCall call, Exception reason)
    {
        if (call.TryTake())
            call.End(reason);
    }
}
