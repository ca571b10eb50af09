using System.Diagnostics;
using Sluice.Engine.Scheduling;
using Sluice.Pacing;

namespace Sluice.Engine;

/// <summary>
/// One thread that runs steps, one after another, with what it keeps between them and the token of its present
/// request.
/// </summary>
internal sealed class Worker(RunContext run) : IDisposable
{
    readonly List<IDisposable> _kept = [];
    CancellationTokenSource _interrupt = new();
    long _requestStart;
    long _requestBytes;
    long _pacedTicks;
    volatile ISending? _sending;
    volatile bool _yields;

    /// <summary>What all workers share.</summary>
    public RunContext Run { get; } = run;

    /// <summary>The item whose step runs; null between steps.</summary>
    public volatile WorkItem? Current;

    /// <summary>Fires when the present request is to stop: the run ends, its item has failed, or it is too slow.</summary>
    public CancellationToken Token => _interrupt.Token;

    /// <summary>Bytes that have left of the body being sent; 0 between bodies.</summary>
    public long SentBytes => _sending?.Sent ?? 0;

    /// <summary>Runs steps until there are none.</summary>
    public void Loop(WorkScheduler scheduler)
    {
        while (scheduler.TryTake(out WorkItem transfer, out int step))
        {
            Current = transfer;
            if (transfer.Span is { } span)
                Activity.Current = span;
            try
            {
                transfer.RunStep(step, this);
            }
#pragma warning disable CA1031 // A defect in one item must not take the process, nor the other items, with it.
            catch (Exception defect)
#pragma warning restore CA1031
            {
                transfer.Break(defect);
            }
            Current = null;
            if (transfer.Span is not null)
                Activity.Current = null;
            scheduler.Return(transfer);
        }
    }

    /// <summary>Frees the hash states.</summary>
    public void Dispose()
    {
        foreach (IDisposable kept in _kept)
            kept.Dispose();
        _interrupt.Dispose();
    }

    /// <summary>
    /// Begins a request that is to move this many bytes; an interrupt from before is forgotten, one of the whole run is not.
    /// </summary>
    public CancellationToken BeginRequest(long bytes)
    {
        Run.BeforeRequest?.Invoke();
        if (_interrupt.IsCancellationRequested)
            Volatile.Write(ref _interrupt, new CancellationTokenSource());
        if (Run.Token.IsCancellationRequested || Current is { IsRunOver: true })
            _interrupt.Cancel();
        Volatile.Write(ref _requestBytes, bytes);
        Volatile.Write(ref _pacedTicks, Run.Paced.Ticks);
        Volatile.Write(ref _requestStart, Run.Options.Clock.GetTimestamp());
        return _interrupt.Token;
    }

    /// <summary>The request has moved all its bytes.</summary>
    public void EndRequest(bool whole)
    {
        // One that was held back says nothing of what its peers need.
        if (whole && Run.Paced.Ticks == _pacedTicks)
            Run.Speeds.Add(_requestBytes, Run.Options.Clock.GetElapsedTime(_requestStart));
        Volatile.Write(ref _requestBytes, 0);
    }

    /// <summary>Begins to send a body whose bytes count as moved while they leave. A body that is sent again counts from its beginning.</summary>
    public void BeginSend(ISending body) => _sending = body;

    /// <summary>The body arrived, and its bytes stay counted; or it did not, and they do not.</summary>
    public void EndSend(bool arrived)
    {
        long bytes = _sending!.Length;
        _sending = null;
        if (!arrived)
            return;
        Run.CountMoved(bytes);
        Current?.Moved(bytes);
    }

    /// <summary>True when the request far exceeds what its peers take; the time during which limits held any of them back does not count.</summary>
    public bool IsSlow() =>
        Volatile.Read(ref _requestBytes) is > 0 and long bytes
        && Run.Speeds.IsSlow(bytes, Run.Options.Clock.GetElapsedTime(Volatile.Read(ref _requestStart)) - Run.Paced + TimeSpan.FromTicks(Volatile.Read(ref _pacedTicks)));

    /// <summary>Bytes that the present request is to move, as far as its answer brings them; 0 between requests.</summary>
    public long RequestBytes => Volatile.Read(ref _requestBytes);

    /// <summary>Time since the present request was begun.</summary>
    public TimeSpan RequestElapsed => Run.Options.Clock.GetElapsedTime(Volatile.Read(ref _requestStart));

    /// <summary>Stops the present request.</summary>
    public void Interrupt() => Volatile.Read(ref _interrupt).Cancel();

    /// <summary>Stops the present request: its step is taken again when its turn comes.</summary>
    public void Yield()
    {
        _yields = true;
        Interrupt();
    }

    /// <summary>True while the present step is to be given back.</summary>
    public bool Yields => _yields;

    /// <summary>As <see cref="Yields"/>, for the last time.</summary>
    public bool TakeYield()
    {
        bool yields = _yields;
        _yields = false;
        return yields;
    }

    /// <summary>What this thread keeps of one kind between its steps, such as hash states; made when first asked for, disposed with the worker.</summary>
    public T Keep<T>() where T : class, IDisposable, new()
    {
        foreach (IDisposable kept in _kept)
            if (kept is T found)
                return found;
        T made = new();
        _kept.Add(made);
        return made;
    }
}
