using Sluice.Pacing;
using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Engine;

/// <summary>
/// What a run may use, changeable while it runs: requests in flight, memory, bytes and requests per second. Give it to the engine
/// (<see cref="EngineOptions.Limits"/>) and its <see cref="Traffic"/> to the clients (<see cref="S3ClientOptions.Limits"/>), which
/// pace what goes over the wire. Safe for many threads.
/// </summary>
/// <param name="clock">Clock of rates and timetables; null for the system's.</param>
public sealed class RunLimits(TimeProvider? clock = null)
{
    readonly Lock _gate = new();
    // Guarded by _gate.
    int? _concurrency;
    long? _memory;

    /// <summary>Bytes and requests per second.</summary>
    public TrafficLimits Traffic { get; } = new(clock);

    /// <summary>Requests in flight at once, 1 to 1,024; null, the default: the controller finds it. Throws <see cref="ArgumentOutOfRangeException"/>.</summary>
    public int? Concurrency
    {
        get
        {
            lock (_gate)
                return _concurrency;
        }
        set
        {
            if (value is < 1 or > EngineOptions.MostRequests)
                throw new ArgumentOutOfRangeException(nameof(value), value, "1 to 1,024 requests can be in flight.");
            lock (_gate)
                _concurrency = value;
            Changed?.Invoke();
        }
    }

    /// <summary>
    /// Cap for all buffers, in bytes, at least 16 MiB; null, the default: as <see cref="EngineOptions.Memory"/> says of null. Lowered
    /// while a run goes on it holds for what is claimed from then on. Throws <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public long? Memory
    {
        get
        {
            lock (_gate)
                return _memory;
        }
        set
        {
            if (value is < EngineOptions.LeastMemory)
                throw new ArgumentOutOfRangeException(nameof(value), value, "At least 16 MiB is needed.");
            lock (_gate)
                _memory = value;
            Changed?.Invoke();
        }
    }

    /// <summary>Concurrency or memory is another.</summary>
    internal event Action? Changed;
}
