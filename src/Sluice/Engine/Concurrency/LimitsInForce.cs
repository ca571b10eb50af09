using Sluice.Engine.Memory;
using Sluice.Engine.Scheduling;

namespace Sluice.Engine.Concurrency;

/// <summary>Lets changes of a run's limits take effect at once, until it is disposed.</summary>
internal sealed class LimitsInForce : IDisposable
{
    readonly RunLimits? _limits;
    readonly MemoryBudget _memory;
    readonly WorkScheduler _scheduler;
    readonly ConcurrencyController? _controller;

    /// <summary>Begins.</summary>
    public LimitsInForce(RunLimits? limits, MemoryBudget memory, WorkScheduler scheduler, ConcurrencyController? controller)
    {
        (_limits, _memory, _scheduler, _controller) = (limits, memory, scheduler, controller);
        if (_limits is not null)
            _limits.Changed += Apply;
    }

    /// <summary>Ends: later changes are for the next run.</summary>
    public void Dispose()
    {
        if (_limits is not null)
            _limits.Changed -= Apply;
    }

    void Apply()
    {
        _memory.Limit = _limits!.Memory ?? MemoryLimit.Default();
        // Given back, the controller goes on from what it last found.
        _scheduler.Limit = _limits.Concurrency ?? _controller!.Limit;
    }
}
