using System.Diagnostics;
using OpenTelemetry.Trace;
using Sluice.Cli.Exporters;
using Sluice.Telemetry;
using Sluice.Tests.Support;

namespace Sluice.Tests.Cli;

/// <summary>Which spans of a run are recorded.</summary>
public sealed class ObjectSamplerTests
{
    static readonly ActivityContext Recorded = new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);

    [Fact]
    public void A_hundred_objects_a_second_are_recorded_and_all_that_failed()
    {
        ManualClock clock = new();
        ObjectSampler sampler = new(new AlwaysOffSampler(), clock);
        Assert.Equal(100, Taken(sampler, Recorded, 250));
        Assert.Equal(7, Taken(sampler, Recorded, 7, failed: true));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(100, Taken(sampler, Recorded, 250));
        // Of a run that is not recorded none are, not even those.
        clock.Advance(TimeSpan.FromSeconds(1));
        ActivityContext dropped = new(Recorded.TraceId, Recorded.SpanId, ActivityTraceFlags.None);
        Assert.Equal(0, Taken(sampler, dropped, 10) + Taken(sampler, dropped, 10, failed: true));
        Assert.Equal(SamplingDecision.Drop, sampler.ShouldSample(new SamplingParameters(Recorded, Recorded.TraceId, "sluice cp", ActivityKind.Internal)).Decision);
    }

    static int Taken(ObjectSampler sampler, ActivityContext parent, int objects, bool failed = false) =>
        Enumerable.Range(0, objects).Count(_ => sampler.ShouldSample(new SamplingParameters(parent, parent.TraceId, SluiceTelemetry.ObjectSpan, ActivityKind.Internal,
            failed ? [new(SluiceTelemetry.ObjectFailed, true)] : null)).Decision == SamplingDecision.RecordAndSample);
}
