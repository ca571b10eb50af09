using System.Diagnostics;
using System.Globalization;
using Sluice.Failures;
using Sluice.S3.Wire;
using Sluice.Telemetry;

namespace Sluice.S3.Requests;

/// <summary>Tells of one attempt to who listens: a measurement, and a span below the one that was current when it began. Neither has a query, a header or a signature in it.</summary>
internal static class RequestTelling
{
    /// <summary>Tells.</summary>
    /// <param name="sample">The attempt.</param>
    /// <param name="origin">Whom it went to.</param>
    /// <param name="above">The span that it belongs below; null for none, and then it has none itself.</param>
    /// <param name="began">When it began.</param>
    public static void Tell(in RequestSample sample, in Origin origin, Activity? above, DateTimeOffset began)
    {
        if (SluiceTelemetry.RequestDuration.Enabled)
            Measure(sample, origin);
        if (above is not null)
            Trace(sample, origin, above, began);
    }

    static void Measure(in RequestSample sample, in Origin origin)
    {
        TagList tags = new()
        {
            { "http.request.method", sample.Method },
            { "rpc.method", sample.Operation },
            { "server.address", origin.Host },
            { "server.port", origin.Port },
        };
        if (sample.Status is { } status)
            tags.Add("http.response.status_code", status);
        // Of few values, whatever a store calls its errors: the status, where there is one.
        if (sample.ErrorCode.Length > 0)
            tags.Add("error.type", sample.Status is >= 300 and var refused ? refused.ToString(CultureInfo.InvariantCulture) : sample.Status is null ? sample.ErrorCode : "answer");
        SluiceTelemetry.RequestDuration.Record(sample.Duration.TotalSeconds, tags);
    }

    static void Trace(in RequestSample sample, in Origin origin, Activity above, DateTimeOffset began)
    {
        using Activity? span = SluiceTelemetry.Source.StartActivity($"{sample.Method} {sample.Operation}", ActivityKind.Client, above.Context, startTime: began);
        if (span is null)
            return;
        span.SetTag("http.request.method", sample.Method).SetTag("server.address", origin.Host).SetTag("server.port", origin.Port)
            .SetTag("rpc.system.name", "aws-api").SetTag("rpc.service", "S3").SetTag("rpc.method", sample.Operation).SetTag("sluice.request.attempt", sample.Attempt);
        if (sample.Attempt > 1)
            span.SetTag("http.request.resend_count", sample.Attempt - 1);
        if (sample.Bucket is { } bucket)
            span.SetTag("aws.s3.bucket", DisplayText.Of(bucket));
        if (!sample.Key.IsEmpty)
            span.SetTag("aws.s3.key", sample.Key.ToString());
        if (sample.Status is { } status)
            span.SetTag("http.response.status_code", status);
        if (sample.RequestId is { } id)
            span.SetTag("aws.request_id", DisplayText.OfEscaped(id));
        if (sample.BytesSent > 0)
            span.SetTag("http.request.body.size", sample.BytesSent);
        if (sample.BytesReceived > 0)
            span.SetTag("http.response.body.size", sample.BytesReceived);
        if (sample.ErrorCode.Length > 0)
            span.SetTag("error.type", DisplayText.OfEscaped(sample.ErrorCode)).SetStatus(ActivityStatusCode.Error);
        span.SetEndTime((began + sample.Duration).UtcDateTime);
    }
}
