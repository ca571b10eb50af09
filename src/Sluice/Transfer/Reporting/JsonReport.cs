using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sluice.Transfer.Reporting;

/// <summary>One JSON object a line. Keys are exact; one that is not valid UTF-8 comes escaped, and exact as base64.</summary>
internal sealed class JsonReport(Stream stream) : ReportFormat
{
    readonly Utf8JsonWriter _writer = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <inheritdoc/>
    public override void Append(ReportRow row)
    {
        _writer.WriteStartObject();
        if (row.Bucket.Length > 0)
        {
            bool exact = row.Key.TryGetText(out string text);
            _writer.WriteString("bucket", row.Bucket);
            _writer.WriteString("key", exact ? text : row.Key.ToString());
            if (!exact)
                _writer.WriteBase64String("key_base64", row.Key.Bytes);
        }
        Write("version_id", row.VersionId);
        _writer.WriteString("task_status", row.TaskStatus);
        Write("error_code", row.ErrorCode);
        if (row.HttpStatusCode is { } status)
            _writer.WriteNumber("http_status_code", status);
        Write("result_message", row.ResultMessage);
        _writer.WriteString("operation", row.Operation);
        _writer.WriteString("outcome", row.Outcome);
        _writer.WriteString("source", row.Source);
        Write("destination", row.Destination);
        _writer.WriteNumber("bytes", row.Bytes);
        Write("checksum", row.Checksum);
        Write("verified", row.Verified);
        _writer.WriteNumber("attempts", row.Attempts);
        Write("request_id", row.RequestId);
        if (row.Lost.Count > 0)
        {
            _writer.WriteStartArray("not_kept");
            foreach (AttributeLoss lost in row.Lost)
                _writer.WriteStringValue(lost.ToString());
            _writer.WriteEndArray();
        }
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
}
