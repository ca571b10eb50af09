using System.Globalization;
using CsvHelper;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Benchmarking;

/// <summary>
/// Rows of requests.csv: RFC 4180, with a header. What a store has said (codes, ids) is made fit for a terminal, and a text
/// that a spreadsheet would take for a formula begins with an apostrophe. docs/bench-report.md describes the columns.
/// </summary>
internal sealed class RequestTable : IDisposable
{
    /// <summary>The header.</summary>
    public static readonly string[] Columns =
    [
        "started_seconds", "operation", "first_byte_seconds", "duration_seconds", "bytes_sent", "bytes_received",
        "status", "error_code", "connection", "reused", "request_id",
    ];

    static readonly CsvWriterOptions Options = CsvWriterOptions.Default with { NewLine = "\n", Injection = CsvInjection.Escape };

    readonly CsvWriter _writer;

    /// <summary>Writes into a stream, beginning with the header.</summary>
    public RequestTable(Stream stream)
    {
        _writer = CsvWriter.Create(stream, Options, leaveOpen: true);
        _writer.WriteHeader(Columns);
        _writer.Flush();
    }

    /// <summary>Appends a row whole.</summary>
    /// <param name="sample">The request.</param>
    /// <param name="started">When it began, since the measured phase did.</param>
    public void Append(in RequestSample sample, TimeSpan started)
    {
        WriteSeconds(started);
        _writer.WriteField(sample.Operation);
        if (sample.FirstByte is { } firstByte)
            WriteSeconds(firstByte);
        else
            _writer.WriteField("");
        WriteSeconds(sample.Duration);
        _writer.WriteField(sample.BytesSent);
        _writer.WriteField(sample.BytesReceived);
        _writer.WriteField(sample.Status);
        _writer.WriteField(Plain(sample.ErrorCode));
        _writer.WriteField(sample.Connection);
        _writer.WriteField(sample.Reused ? "true" : "false");
        _writer.WriteField(Plain(sample.RequestId));
        _writer.EndRecord();
        _writer.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    // Microseconds are what a clock of requests can tell.
    void WriteSeconds(TimeSpan time) => _writer.WriteField(time.TotalSeconds, "0.000000", CultureInfo.InvariantCulture);

    static string Plain(string? text) => string.IsNullOrEmpty(text) ? "" : DisplayText.Of(text);
}
