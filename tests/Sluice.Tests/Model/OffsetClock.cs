namespace Sluice.Tests.Model;

/// <summary>The system's clock, put forward by a test: later events are minutes apart, waits stay as short as they are.</summary>
public sealed class OffsetClock : TimeProvider
{
    long _offset;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Volatile.Read(ref _offset));

    /// <summary>Moves on, and gives the time.</summary>
    public DateTimeOffset Advance(TimeSpan by)
    {
        Interlocked.Add(ref _offset, by.Ticks);
        return GetUtcNow();
    }
}
