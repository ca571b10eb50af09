namespace Sluice.Tests.Model;

/// <summary>
/// Time that passes only while everybody waits. Programs run on threads of their own, one at a time: each says until when it waits, and whoever is due first
/// goes on. Who comes first at one moment is drawn, so that a seed is a history that can be looked at again.
/// </summary>
public sealed class VirtualTime(int seed) : IDisposable
{
    // No SemaphoreSlim: it spins before it waits, and of thousands of threads one has something to do.
    readonly PriorityQueue<AutoResetEvent, (long Due, int Order)> _waiting = new();
    readonly AutoResetEvent _driver = new(false);
    [ThreadStatic]
    static AutoResetEvent? t_own;
    int _programs;
    Exception? _failure;

    /// <summary>Draws.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>Ticks since the beginning.</summary>
    public long Now { get; private set; }

    /// <summary>Adds a program that begins so much later; also from inside a running one.</summary>
    public void Spawn(TimeSpan later, Action body)
    {
        AutoResetEvent turn = new(false);
        _programs++;
        _waiting.Enqueue(turn, (Now + later.Ticks, Random.Next()));
        new Thread(() =>
        {
            t_own = turn;
            turn.WaitOne();
            try
            {
                body();
            }
#pragma warning disable CA1031 // Whatever a program throws is this history's failure.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _failure ??= exception;
            }
            _programs--;
            turn.Dispose();
            PassOn();
        }, 256 << 10)
        { IsBackground = true }.Start();
    }

    /// <summary>Waits.</summary>
    public void Sleep(TimeSpan time)
    {
        AutoResetEvent own = t_own!;
        _waiting.Enqueue(own, (Now + Math.Max(0, time.Ticks), Random.Next()));
        if (_waiting.Peek() == own)
        {
            _waiting.TryDequeue(out _, out (long Due, int) mine);
            Now = mine.Due;
            return;
        }
        PassOn();
        own.WaitOne();
    }

    /// <summary>Lets everybody run to the end, and throws what a program threw first.</summary>
    public void Run()
    {
        PassOn();
        _driver.WaitOne();
        if (_failure is not null)
            throw new InvalidOperationException($"Seed {seed}: {_failure.Message}", _failure);
    }

    /// <inheritdoc/>
    public void Dispose() => _driver.Dispose();

    void PassOn()
    {
        if (_waiting.TryDequeue(out AutoResetEvent? next, out (long Due, int) due))
        {
            Now = due.Due;
            next.Set();
        }
        else if (_programs == 0)
        {
            _driver.Set();
        }
    }
}
