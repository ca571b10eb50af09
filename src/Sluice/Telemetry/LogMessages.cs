using Microsoft.Extensions.Logging;

namespace Sluice.Telemetry;

/// <summary>All log messages. Locations and keys come in as they are shown on terminals: escaped; secrets never do.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Debug, "{Operation} s3://{Bucket}/{Key} took {Milliseconds:0.0} ms")]
    public static partial void CallDone(this ILogger logger, string operation, string bucket, string key, double milliseconds);

    [LoggerMessage(2, LogLevel.Debug, "{Operation} s3://{Bucket}/{Key} failed after {Milliseconds:0.0} ms: {Error} ({Reason})")]
    public static partial void CallFailed(this ILogger logger, string operation, string bucket, string key, double milliseconds, string error, string reason);

    [LoggerMessage(3, LogLevel.Information, "A {Run} begins")]
    public static partial void RunBegun(this ILogger logger, string run);

    [LoggerMessage(4, LogLevel.Information, "The {Run} is complete: {Done} done, {Skipped} skipped, {Bytes} bytes in {Seconds:0.0} s")]
    public static partial void RunComplete(this ILogger logger, string run, long done, long skipped, long bytes, double seconds);

    [LoggerMessage(5, LogLevel.Warning, "The {Run} is not complete: {Done} done, {Skipped} skipped, {NotArrived} did not arrive, {Pending} pending, in {Seconds:0.0} s{Reason}")]
    public static partial void RunIncomplete(this ILogger logger, string run, long done, long skipped, long notArrived, long pending, double seconds, string reason);

    [LoggerMessage(6, LogLevel.Error, "The {Run} could not be run")]
    public static partial void RunFailed(this ILogger logger, Exception exception, string run);
}
