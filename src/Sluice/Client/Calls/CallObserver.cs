using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Telemetry;

namespace Sluice.Client.Calls;

/// <summary>Tells of calls to whoever listens, and costs next to nothing when nobody does.</summary>
/// <param name="logger">Takes a message for each call, at level Debug.</param>
/// <param name="clock">Measures.</param>
internal sealed class CallObserver(ILogger logger, TimeProvider clock)
{
    /// <summary>Makes a call, told of.</summary>
    /// <param name="operation">S3's name of it.</param>
    /// <param name="bucket">Where.</param>
    /// <param name="key">What; empty for several.</param>
    /// <param name="call">Begins it.</param>
    public Task<T> ObserveAsync<T>(string operation, string bucket, ObjectKey key, Func<Task<T>> call) =>
        SluiceTelemetry.Source.HasListeners() || SluiceTelemetry.CallDuration.Enabled || logger.IsEnabled(LogLevel.Debug)
            ? ToldAsync(operation, bucket, key, call)
            : call();

    async Task<T> ToldAsync<T>(string operation, string bucket, ObjectKey key, Func<Task<T>> call)
    {
        using Activity? activity = SluiceTelemetry.Source.StartActivity($"S3.{operation}", ActivityKind.Client);
        activity?.SetTag("rpc.system.name", "aws-api").SetTag("rpc.service", "S3").SetTag("rpc.method", operation).SetTag("aws.s3.bucket", bucket).SetTag("aws.s3.key", key.ToString());
        long begun = clock.GetTimestamp();
        try
        {
            T result = await call().ConfigureAwait(false);
            Measure(operation, begun, error: null);
            logger.CallDone(operation, bucket, key.ToString(), clock.GetElapsedTime(begun).TotalMilliseconds);
            return result;
        }
        catch (Exception failure)
        {
            S3Error? s3 = (failure as S3Exception)?.Error;
            string error = s3 is null ? failure.GetType().FullName! : s3.Code.Length > 0 ? s3.Code : s3.Kind.ToString();
            Measure(operation, begun, error);
            activity?.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error, failure.Message);
            if (s3?.RequestId is { } id)
                activity?.SetTag("aws.request_id", id);
            if (s3?.Status is > 0 and int status)
                activity?.SetTag("http.response.status_code", status);
            logger.CallFailed(operation, bucket, key.ToString(), clock.GetElapsedTime(begun).TotalMilliseconds, error, failure.Message);
            throw;
        }
    }

    void Measure(string operation, long begun, string? error)
    {
        if (!SluiceTelemetry.CallDuration.Enabled)
            return;
        TagList tags = new() { { "rpc.system.name", "aws-api" }, { "rpc.service", "S3" }, { "rpc.method", operation } };
        if (error is not null)
            tags.Add("error.type", error);
        SluiceTelemetry.CallDuration.Record(clock.GetElapsedTime(begun).TotalSeconds, tags);
    }
}
