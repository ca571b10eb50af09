using Sluice.S3.Endpoints;

namespace Sluice.S3.Xml;

/// <summary>What an <c>Error</c> document says; empty where it says nothing.</summary>
/// <param name="Code">S3's code.</param>
/// <param name="Message">For people; not yet fit for a terminal.</param>
/// <param name="Region">Region of the bucket.</param>
/// <param name="RequestId">Request id.</param>
internal readonly record struct ErrorXml(string Code, string Message, string? Region, string? RequestId)
{
    /// <summary>Bytes that the store takes at the least or at the most; null when it does not say.</summary>
    public long? SizeLimit { get; init; }

    /// <summary>The condition that did not hold; null when it does not say.</summary>
    public string? Condition { get; init; }

    /// <summary>No document.</summary>
    public static ErrorXml None { get; } = new("", "", null, null);

    /// <summary>Reads an <c>Error</c> document. False for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> xml, out ErrorXml error)
    {
        XmlSpanReader reader = new(xml);
        error = None;
        if (!reader.NextChild())
            return false;
        // Some services wrap it: ErrorResponse/Error.
        if (reader.Name.SequenceEqual("ErrorResponse"u8) && !reader.NextChild())
            return false;
        return reader.Name.SequenceEqual("Error"u8) && TryParse(ref reader, out error);
    }

    static bool TryParse(ref XmlSpanReader reader, out ErrorXml error)
    {
        error = None;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("Code"u8))
                error = error with { Code = XmlText.String(reader.Content()).Trim() };
            else if (reader.Name.SequenceEqual("Message"u8))
                error = error with { Message = XmlText.String(reader.Content()) };
            else if (reader.Name.SequenceEqual("Region"u8) || reader.Name.SequenceEqual("BucketRegion"u8))
                error = error with { Region = XmlText.StringOrNull(reader.Content())?.Trim() };
            else if (reader.Name.SequenceEqual("Endpoint"u8))
                error = error with { Region = error.Region ?? RedirectTarget.RegionOf(XmlText.String(reader.Content()).Trim()) };
            else if (reader.Name.SequenceEqual("RequestId"u8))
                error = error with { RequestId = XmlText.StringOrNull(reader.Content()) };
            else if (reader.Name.SequenceEqual("Condition"u8))
                error = error with { Condition = XmlText.StringOrNull(reader.Content())?.Trim() };
            else if (reader.Name.SequenceEqual("MinSizeAllowed"u8) || reader.Name.SequenceEqual("MaxSizeAllowed"u8))
                error = error with { SizeLimit = XmlText.Number(reader.Content()) };
            else
                reader.Skip();
        if (error.Region is null && Expected(error.Message) is { } region)
            error = error with { Region = region };
        return !reader.Failed && error.Code.Length > 0;
    }

    // "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'".
    static string? Expected(string message)
    {
        const string before = "expecting '";
        int start = message.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return start >= before.Length && message.IndexOf('\'', start) is var end and > 0 && message[start..end] is var region && EndpointResolver.IsHostLabel(region) ? region : null;
    }
}
