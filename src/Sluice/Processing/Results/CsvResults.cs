using System.Globalization;
using System.Text;
using CsvHelper;
using Sluice.Failures;
using Sluice.S3.Endpoints;

namespace Sluice.Processing.Results;

/// <summary>RFC 4180, with a header. Keys are URL-encoded, as in other reports; texts are fit for a terminal, and none becomes a formula.</summary>
internal sealed class CsvResults(Stream stream) : ResultFormat
{
    /// <summary>The columns, in their order.</summary>
    public static readonly string[] Columns =
    [
        "id", "command", "outcome", "bucket", "key", "version", "etag", "size", "block", "batch", "attempt", "started", "wall_seconds", "user_seconds", "system_seconds", "peak_memory",
        "bytes_in", "bytes_out", "exit_code", "signal", "host", "error", "message", "output", "result", "stderr", "arguments", "result_cut",
    ];

    readonly CsvWriter _writer = CsvWriter.Create(stream, CsvWriterOptions.Default with { NewLine = "\n", Injection = CsvInjection.Escape }, leaveOpen: true);

    /// <inheritdoc/>
    public override void Begin()
    {
        _writer.WriteHeader(Columns);
        _writer.Flush();
    }

    /// <inheritdoc/>
    public override void Append(ProcessedObject row, string command, string? arguments)
    {
        _writer.WriteField(Id(row));
        _writer.WriteField(command);
        _writer.WriteField(Word(row));
        _writer.WriteField(row.Source.InStore?.Bucket ?? "");
        _writer.WriteField(UriEncoding.EncodePath(row.Source.InStore?.Key ?? row.Name));
        _writer.WriteField(Plain(row.VersionId ?? ""));
        _writer.WriteField(Plain(row.ETag ?? ""));
        _writer.WriteField(row.Size);
        _writer.WriteField(row.Block);
        _writer.WriteField(row.BatchSize);
        _writer.WriteField(row.Attempt);
        _writer.WriteField(row.Started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        _writer.WriteField(Seconds(row.Wall));
        _writer.WriteField(Seconds(row.UserCpu));
        _writer.WriteField(Seconds(row.SystemCpu));
        _writer.WriteField(row.PeakMemory);
        _writer.WriteField(row.BytesIn);
        _writer.WriteField(row.BytesOut);
        _writer.WriteField(row.ExitCode);
        _writer.WriteField(row.Signal);
        _writer.WriteField(Environment.MachineName);
        _writer.WriteField(Plain(row.ErrorCode));
        _writer.WriteField(row.Message);
        _writer.WriteField(row.Output?.ToString() ?? "");
        _writer.WriteField(Plain(row.Result));
        _writer.WriteField(Plain(row.ErrorOutput));
        _writer.WriteField(Plain(arguments ?? ""));
        _writer.WriteField(row.IsResultCut ? "true" : "");
        _writer.EndRecord();
        _writer.Flush();
    }

    /// <inheritdoc/>
    public override void Dispose() => _writer.Dispose();

    static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture);

    static string Plain(string text) => text.Length == 0 ? "" : DisplayText.Of(Encoding.UTF8.GetBytes(text));
}
