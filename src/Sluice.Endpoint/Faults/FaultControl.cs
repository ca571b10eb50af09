using System.Text;
using Sluice.S3;

namespace Sluice.Endpoint.Faults;

/// <summary>The faults of a running endpoint: a plan by rates and rules by script, changed at any time. Safe for many threads.</summary>
public sealed class FaultControl
{
    /// <summary>Random resets, cuts fall within the first 256 KiB, so that they meet small objects too.</summary>
    const int RandomReach = 256 << 10;

    readonly TimeProvider _clock;
    readonly int _defaultSeed;
    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly List<FaultRule> _rules = [];
    FaultPlan _plan;
    Random _random;
    PrefixThrottle? _throttle;

    internal FaultControl(FaultPlan plan, int defaultSeed, TimeProvider clock)
    {
        _clock = clock;
        _defaultSeed = defaultSeed;
        _plan = plan;
        _random = new Random(plan.Seed ?? defaultSeed);
        _throttle = ThrottleOf(plan);
    }

    /// <summary>The plan by rates; setting it begins its random sequence anew.</summary>
    public FaultPlan Plan
    {
        get
        {
            lock (_gate)
                return _plan;
        }
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            lock (_gate)
            {
                _plan = value;
                _random = new Random(value.Seed ?? _defaultSeed);
                _throttle = ThrottleOf(value);
            }
        }
    }

    /// <summary>Begins a rule for one operation by its S3 API name, or <c>*</c> for all. The first rule that meets a request decides, before the plan.</summary>
    public FaultRule On(string operation)
    {
        FaultRule rule = new(operation);
        lock (_gate)
            _rules.Add(rule);
        return rule;
    }

    /// <summary>Removes all rules and the plan.</summary>
    public void Clear()
    {
        lock (_gate)
            _rules.Clear();
        Plan = FaultPlan.None;
    }

    internal FaultDecision Decide(string operation, string? bucket, ObjectKey key)
    {
        lock (_gate)
        {
            if (_rules.Count == 0 && ReferenceEquals(_plan, FaultPlan.None))
                return FaultDecision.None;
            string name = Encoding.UTF8.GetString(key.Bytes);
            foreach (FaultRule rule in _rules)
            {
                if (rule.TryMeet(operation, name, out FaultDecision effect))
                    return effect with { CorruptAt = (uint)_random.Next() };
            }
            return ByPlan(operation, bucket, key);
        }
    }

    FaultDecision ByPlan(string operation, string? bucket, ObjectKey key)
    {
        // Each request draws the same numbers whatever comes of them: one rate does not shift another's faults.
        double jitter = _random.NextDouble(), slowDown = _random.NextDouble(), error = _random.NextDouble(), reset = _random.NextDouble(), truncate = _random.NextDouble(),
            corrupt = _random.NextDouble(), trickle = _random.NextDouble(), lateError = _random.NextDouble();
        int reach = _random.Next(RandomReach);
        uint bit = (uint)_random.Next();
        bool throttled = _throttle is not null && bucket is not null && !_throttle.TryPass(bucket, key);
        return new FaultDecision
        {
            Delay = _plan.Latency + _plan.Jitter * jitter,
            Reply = throttled || slowDown < _plan.SlowDown ? (503, "SlowDown") : error < _plan.Error ? (500, "InternalError") : null,
            ResetAfter = reset < _plan.Reset ? reach : null,
            CutAfter = truncate < _plan.Truncate ? reach : null,
            Corrupt = corrupt < _plan.Corrupt,
            CorruptAt = bit,
            BytesPerSecond = trickle < _plan.Trickle ? _plan.TrickleRate : _plan.Bandwidth,
            ErrorAfterOk = lateError < _plan.LateError ? "InternalError" : null,
        };
    }

    PrefixThrottle? ThrottleOf(FaultPlan plan) => plan.PrefixRate is { } rate ? new PrefixThrottle(rate, _clock) : null;
}
