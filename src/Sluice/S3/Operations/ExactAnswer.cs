using Sluice.S3.Requests;
using Sluice.S3.Wire;
using Sluice.S3.Xml;

namespace Sluice.S3.Operations;

/// <summary>What a store answered to one request, without anything made of it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">S3's code of an error, also of one under a status of success; empty for none.</param>
/// <param name="Headers">Names in lower case; of an error's answer none is kept.</param>
/// <param name="Body">Of an error's answer nothing is kept.</param>
internal sealed record ExactAnswer(int Status, string Code, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    static readonly Dictionary<string, string> NoHeaders = [];

    /// <summary>True when the store says that it did what was asked.</summary>
    public bool IsDone => Status is >= 200 and < 300 && Code.Length == 0;

    /// <summary>A header's value; null when it is not there.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The answer that an error was made of.</summary>
    public static ExactAnswer From(S3Error error) => new(error.Status, error.Code, NoHeaders, []);

    /// <summary>Reads an answer that says success.</summary>
    public static S3Result<ExactAnswer> Read(Response answer, WireRequest request)
    {
        Dictionary<string, string> headers = new(StringComparer.Ordinal);
        for (int at = 0; at < answer.Head.Count; at++)
        {
            answer.Head.At(at, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value);
            headers.TryAdd(System.Text.Encoding.ASCII.GetString(name), System.Text.Encoding.UTF8.GetString(value));
        }
        int status = answer.Head.Status;
        if (request.Method == "HEAD")
            return new ExactAnswer(status, "", headers, []);
        if (answer.ReadDocument(out PooledBytes document) is { } broken)
            return broken;
        using (document)
            return new ExactAnswer(status, request.Method != "GET" && ErrorXml.TryParse(document.Span, out ErrorXml error) ? error.Code : "", headers, document.Span.ToArray());
    }

    /// <summary>Status and code, as a person reads them.</summary>
    public override string ToString() => Code.Length > 0 ? $"{Status} {Failures.DisplayText.Of(Code)}" : $"{Status}";
}
