using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sluice.Processing.Results;

/// <summary>One JSON object a line. Keys are exact; one that is not valid UTF-8 comes escaped, and exact as base64.</summary>
internal sealed class JsonResults(Stream stream) : ResultFormat
{
    readonly Utf8JsonWriter _writer = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <inheritdoc/>
    public override void Append(ProcessedObject row, string command, string? arguments)
    {
        _writer.WriteStartObject();
        _writer.WriteString("id", Id(row));
        _writer.WriteString("command", command);
        _writer.WriteString("outcome", Word(row));
        S3.ObjectKey key = row.Source.InStore?.Key ?? row.Name;
        Write("bucket", row.Source.InStore?.Bucket);
        bool exact = key.TryGetText(out string text);
        _writer.WriteString("key", exact ? text : key.ToString());
        if (!exact)
            _writer.WriteBase64String("key_base64", key.Bytes);
        Write("version", row.VersionId);
        Write("etag", row.ETag);
        Write("size", row.Size);
        Write("block", row.Block);
        Write("batch", row.BatchSize);
        _writer.WriteNumber("attempt", row.Attempt);
        _writer.WriteString("started", row.Started.UtcDateTime);
        _writer.WriteNumber("wall_seconds", Math.Round(row.Wall.TotalSeconds, 6));
        _writer.WriteNumber("user_seconds", Math.Round(row.UserCpu.TotalSeconds, 6));
        _writer.WriteNumber("system_seconds", Math.Round(row.SystemCpu.TotalSeconds, 6));
        Write("peak_memory", row.PeakMemory);
        _writer.WriteNumber("bytes_in", row.BytesIn);
        _writer.WriteNumber("bytes_out", row.BytesOut);
        Write("exit_code", row.ExitCode);
        Write("signal", row.Signal);
        _writer.WriteString("host", Environment.MachineName);
        Write("error", row.ErrorCode);
        Write("message", row.Message);
        Write("output", row.Output?.ToString());
        Write("result", row.Result);
        if (row.IsResultCut)
            _writer.WriteBoolean("result_cut", true);
        Write("stderr", row.ErrorOutput);
        Write("arguments", arguments);
        _writer.WriteEndObject();
        _writer.Flush();
        stream.WriteByte((byte)'\n');
        _writer.Reset();
    }

    /// <inheritdoc/>
    public override void Dispose() => _writer.Dispose();

    void Write(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            _writer.WriteString(name, value);
    }

    void Write(string name, long? value)
    {
        if (value is { } number)
            _writer.WriteNumber(name, number);
    }
}
