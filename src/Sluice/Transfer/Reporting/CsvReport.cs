using System.Text;
using CsvHelper;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Endpoints;

namespace Sluice.Transfer.Reporting;

/// <summary>
/// RFC 4180, with a header. Keys are URL-encoded, as in the reports of S3 Batch Operations; other texts are fit for a
/// terminal already, and one that a spreadsheet would take for a formula begins with an apostrophe.
/// </summary>
internal sealed class CsvReport : ReportFormat
{
    /// <summary>How every report is written.</summary>
    public static CsvWriterOptions Options { get; } = CsvWriterOptions.Default with { NewLine = "\n", Injection = CsvInjection.Escape };

    readonly CsvWriter _writer;

    /// <summary>Writes into a stream, beginning with the header.</summary>
    public CsvReport(Stream stream)
    {
        _writer = CsvWriter.Create(stream, Options, leaveOpen: true);
        _writer.WriteHeader("Bucket", "Key", "VersionId", "TaskStatus", "ErrorCode", "HTTPStatusCode", "ResultMessage",
            "Operation", "Outcome", "Source", "Destination", "Bytes", "Checksum", "Verified", "Attempts", "RequestId");
        _writer.Flush();
    }

    /// <inheritdoc/>
    public override void Append(ReportRow row)
    {
        _writer.WriteField(row.Bucket);
        _writer.WriteField(KeyOf(row.Key));
        _writer.WriteField(Plain(row.VersionId));
        _writer.WriteField(row.TaskStatus);
        _writer.WriteField(Plain(row.ErrorCode));
        _writer.WriteField(row.HttpStatusCode);
        _writer.WriteField(row.ResultMessage);
        _writer.WriteField(row.Operation);
        _writer.WriteField(row.Outcome);
        _writer.WriteField(row.Source);
        _writer.WriteField(row.Destination);
        _writer.WriteField(row.Bytes);
        _writer.WriteField(row.Checksum);
        _writer.WriteField(row.Verified);
        _writer.WriteField(row.Attempts);
        _writer.WriteField(Plain(row.RequestId));
        _writer.EndRecord();
        _writer.Flush();
    }

    /// <inheritdoc/>
    public override void Dispose() => _writer.Dispose();

    /// <summary>A key, URL-encoded. Every decoder of %XX takes it back; only a dash at the beginning would need an apostrophe, which none does.</summary>
    public static string KeyOf(ObjectKey key)
    {
        string encoded = UriEncoding.EncodePath(key);
        return encoded.StartsWith('-') ? string.Concat("%2D", encoded.AsSpan(1)) : encoded;
    }

    /// <summary>A text that a store told, fit for a terminal; empty for none.</summary>
    public static string Plain(string? text) => text is null ? "" : DisplayText.Of(Encoding.UTF8.GetBytes(text));
}
