namespace Sluice.Pacing;

/// <summary>
/// How much the clients that share it may send, receive and ask for. It may be changed at any time, also while requests are
/// under way: those that wait go by the new limit at once. Safe for many threads.
/// </summary>
/// <param name="clock">Clock of rates and timetables; null for the system's.</param>
public sealed class TrafficLimits(TimeProvider? clock = null)
{
    /// <summary>Bytes that a connection is granted at a time at the least: fewer would be all system calls.</summary>
    const int LeastPiece = 4 << 10;

    readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>Body bytes per second, for each direction on its own; heads and TLS come on top. Null, the default: no limit.</summary>
    public RateSchedule? Bandwidth
    {
        get => Received.Schedule;
        set => Received.Schedule = Sent.Schedule = value;
    }

    /// <summary>Requests per second, every attempt counted. Null, the default: no limit.</summary>
    public RateSchedule? Requests
    {
        get => Asked.Schedule;
        set => Asked.Schedule = value;
    }

    /// <summary>What <see cref="Bandwidth"/> allows now, in bytes per second; null for everything.</summary>
    public double? BytesPerSecond => Bandwidth?.At(_clock.GetLocalNow().DateTime);

    /// <summary>Time during which some request had to wait for a limit; it goes on while one does. Up to three times the time that passed, for there are three things to wait for.</summary>
    public TimeSpan Paced => Sent.Paced + Received.Paced + Asked.Paced;

    /// <summary>Body bytes to the store.</summary>
    internal TokenBucket Sent { get; } = new(clock ?? TimeProvider.System, LeastPiece);

    /// <summary>Body bytes from the store.</summary>
    internal TokenBucket Received { get; } = new(clock ?? TimeProvider.System, LeastPiece);

    /// <summary>Requests.</summary>
    internal TokenBucket Asked { get; } = new(clock ?? TimeProvider.System, 1);
}
