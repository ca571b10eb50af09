using System.Net.Sockets;

namespace Sluice.S3.Wire;

/// <summary>
/// The time limit of one socket. It is armed only while a call blocks on the socket, so a slow disk or a busy caller
/// never looks like a stalled store. When it passes, or the caller cancels, the socket is disposed: that is what makes
/// a blocking call return, on every platform.
/// </summary>
internal sealed class Deadline(Watchdog watchdog, Socket socket)
{
    const long Never = long.MaxValue;
    const long Fired = long.MinValue;

    long _due = Never;
    DeadlineKind _waitingFor;
    TimeSpan _limit;
    int _canceled;

    /// <summary>Why the socket was disposed; None while it was not.</summary>
    public DeadlineKind Expired =>
        Volatile.Read(ref _canceled) != 0 ? DeadlineKind.Canceled : Volatile.Read(ref _due) == Fired ? _waitingFor : DeadlineKind.None;

    /// <summary>The limit that passed.</summary>
    public TimeSpan Limit => _limit;

    /// <summary>Starts to count.</summary>
    public void Arm(DeadlineKind kind, TimeSpan limit)
    {
        if (Volatile.Read(ref _due) == Fired)
            return;
        _waitingFor = kind;
        _limit = limit;
        Volatile.Write(ref _due, watchdog.DueAfter(limit));
    }

    /// <summary>Stops counting. One that has passed stays passed.</summary>
    public void Disarm()
    {
        long due = Volatile.Read(ref _due);
        if (due != Fired)
            Interlocked.CompareExchange(ref _due, Never, due);
    }

    /// <summary>Disposes the socket because the caller gave up.</summary>
    public void Cancel()
    {
        Volatile.Write(ref _canceled, 1);
        socket.Dispose();
    }

    /// <summary>Called by the watchdog: disposes the socket when the limit has passed.</summary>
    public void Check(long now)
    {
        long due = Volatile.Read(ref _due);
        if (due != Fired && due <= now && Interlocked.CompareExchange(ref _due, Fired, due) == due)
            socket.Dispose();
    }
}
