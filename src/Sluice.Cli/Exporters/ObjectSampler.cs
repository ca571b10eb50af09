using OpenTelemetry.Trace;
using Sluice.Telemetry;

namespace Sluice.Cli.Exporters;

/// <summary>
/// Of a run that is recorded, a hundred objects a second are, with their requests, and each that has failed: a run over millions would drown whoever looks at its trace, and the queue
/// of spans. Whether a run is recorded the configured sampler decides.
/// </summary>
/// <param name="runs">Decides on all else.</param>
/// <param name="clock">Tells the seconds.</param>
sealed class ObjectSampler(Sampler runs, TimeProvider clock) : Sampler
{
    /// <summary>Objects a second.</summary>
    public const int Most = 100;

    readonly Lock _gate = new();
    // Guarded by _gate.
    long _since = clock.GetTimestamp();
    int _taken;

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters parameters)
    {
        if (parameters.Name != SluiceTelemetry.ObjectSpan)
            return runs.ShouldSample(parameters);
        bool isRecorded = parameters.ParentContext.TraceFlags.HasFlag(System.Diagnostics.ActivityTraceFlags.Recorded) && (HasFailed(parameters) || Take());
        return new SamplingResult(isRecorded ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
    }

    static bool HasFailed(in SamplingParameters parameters)
    {
        foreach (KeyValuePair<string, object?> tag in parameters.Tags ?? [])
            if (tag.Key == SluiceTelemetry.ObjectFailed)
                return true;
        return false;
    }

    bool Take()
    {
        lock (_gate)
        {
            if (clock.GetElapsedTime(_since) >= TimeSpan.FromSeconds(1))
                (_since, _taken) = (clock.GetTimestamp(), 0);
            return _taken < Most && ++_taken > 0;
        }
    }
}
