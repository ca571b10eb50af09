using Sluice.Engine.Concurrency;

namespace Sluice.Benchmarking.Measuring;

/// <summary>What the controller decided. Safe for many threads.</summary>
internal sealed class DecisionLog
{
    // One decision a second for a day.
    const int Most = 86_400;

    readonly Lock _gate = new();
    readonly List<ControllerDecision> _decisions = [];

    /// <summary>Notes a decision.</summary>
    public void Add(ControllerDecision decision)
    {
        lock (_gate)
            if (_decisions.Count < Most)
                _decisions.Add(decision);
    }

    /// <summary>All of them; their times begin with the measured phase, <paramref name="began"/> after the run did.</summary>
    public IReadOnlyList<ControllerDecision> Since(TimeSpan began)
    {
        lock (_gate)
            return [.. _decisions.Select(decision => decision with { At = decision.At - began })];
    }
}
