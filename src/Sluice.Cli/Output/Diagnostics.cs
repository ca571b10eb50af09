using System.Globalization;
using System.Net;
using System.Text.Json.Serialization.Metadata;
using Sluice.Cli.Commands;
using Sluice.Cli.Limits;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Cli.Output;

/// <summary>What <c>--debug</c> and <c>--log-file</c> tell of a command: its requests, its messages, its end. A log that cannot be written is said once and costs nothing else.</summary>
/// <param name="clock">Tells the times of lines.</param>
sealed class Diagnostics(TimeProvider clock) : IDisposable
{
    ErrorPrinter? _errors;
    LogFile? _file;

    /// <summary>Each request is told: into the log where there is one, else on stderr.</summary>
    public bool Debug { get; set; }

    /// <summary>Where a log is wanted; null for none.</summary>
    public string? LogPath { get; set; }

    /// <summary>True for a command that makes or answers requests: it is measured when somebody wants that.</summary>
    public bool IsMeasured { get; set; }

    /// <summary>Where its metrics are served; null for nowhere.</summary>
    public IPEndPoint? MetricsAddress { get; set; }

    /// <summary>What a client calls for each attempt; null when nobody asks.</summary>
    public Action<RequestSample>? OnRequest => Debug ? Tell : null;

    /// <summary>The command begins.</summary>
    public void Begin(ErrorPrinter errors, Options.CommandLine line)
    {
        _errors = errors;
        if (LogPath is not { } path)
            return;
        try
        {
            _file = new LogFile(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.Warning($"--log-file {DisplayText.Of(path)} cannot be written: {DisplayText.Of(refused.Message).TrimEnd('.')}. The command goes on without it.");
            return;
        }
        errors.Copy += Log;
        Write(new LoggedCommand(clock.GetUtcNow(), Environment.ProcessId, VersionVerb.Text(), [.. CommandText.Shown(line.Words)]), JsonLines.Readable.LoggedCommand);
    }

    /// <summary>The command has ended.</summary>
    public void End(int exitCode)
    {
        // Without a log nothing of JSON is loaded.
        if (_file is not null)
            Write(new LoggedEnd(clock.GetUtcNow(), Environment.ProcessId, exitCode), JsonLines.Readable.LoggedEnd);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A run that is taken up again has its own, and the command around it goes on.
        _errors?.Copy -= Log;
        _file?.Dispose();
    }

    void Tell(RequestSample sample)
    {
        string? key = sample.Key.IsEmpty ? null : DisplayText.Of(sample.Key.Bytes);
        if (_file is not null)
            Write(new LoggedRequest(clock.GetUtcNow(), Environment.ProcessId, sample.Operation, sample.Method, sample.Bucket, key, sample.Status, sample.ErrorCode.Length == 0 ? null : DisplayText.OfEscaped(sample.ErrorCode),
                Math.Round(sample.Duration.TotalMilliseconds, 3), sample.Attempt, sample.BytesSent, sample.BytesReceived, sample.Connection, sample.RequestId is { } id ? DisplayText.OfEscaped(id) : null), JsonLines.Readable.LoggedRequest);
        else
            _errors?.Note(string.Create(CultureInfo.InvariantCulture,
                $"debug: {sample.Method} {(sample.Bucket is null ? "/" : $"s3://{DisplayText.Of(sample.Bucket)}/{key}")} {sample.Operation} {(sample.Status is { } status ? status.ToString(CultureInfo.InvariantCulture) : "no answer")}{(sample.ErrorCode.Length > 0 ? " " + DisplayText.OfEscaped(sample.ErrorCode) : "")} {sample.Duration.TotalMilliseconds:0.0} ms attempt {sample.Attempt}{(sample.RequestId is { } id ? " request " + DisplayText.OfEscaped(id) : "")}"));
    }

    void Log(string told) => Write(new LoggedMessage(clock.GetUtcNow(), Environment.ProcessId, Paint.Plain(told)), JsonLines.Readable.LoggedMessage);

    void Write<T>(T record, JsonTypeInfo<T> type)
    {
        if (_file?.Write(JsonLines.Line(record, type)) is not { } problem)
            return;
        // Not into itself.
        if (_errors is { } errors)
        {
            errors.Copy -= Log;
            errors.Warning($"--log-file {DisplayText.Of(LogPath!)} takes no more: {DisplayText.Of(problem)} The command goes on without it.");
        }
    }
}
