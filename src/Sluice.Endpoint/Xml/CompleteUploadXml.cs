using System.Globalization;
using System.Xml;
using Sluice.Endpoint.Http;
using Sluice.S3.Checksums;

namespace Sluice.Endpoint.Xml;

/// <summary>The body of CompleteMultipartUpload.</summary>
static class CompleteUploadXml
{
    /// <summary>10,000 parts with a checksum each, written with room to spare.</summary>
    const int MostBytes = 8 << 20;
    const int MostParts = 10_000;

    public static Task<List<NamedPart>> ReadAsync(S3Request request) => RequestXml.ReadAsync(request, MostBytes, Parts);

    static List<NamedPart> Parts(XmlReader reader)
    {
        if (reader.LocalName is not ("CompleteMultipartUpload" or "CompleteMultipartUploadResult"))
            throw new RefusalException(Refusal.MalformedXml);
        List<NamedPart> parts = [];
        RequestXml.ForEachChild(reader, name =>
        {
            if (name != "Part" || parts.Count == MostParts)
                throw new RefusalException(Refusal.MalformedXml);
            parts.Add(Part(reader));
        });
        return parts.Count > 0 ? parts : throw new RefusalException(Refusal.MalformedXml);
    }

    static NamedPart Part(XmlReader reader)
    {
        int number = 0;
        string? etag = null;
        List<ObjectChecksum> checksums = [];
        RequestXml.ForEachChild(reader, name =>
        {
            string text = reader.ReadElementContentAsString();
            if (name == "PartNumber")
                number = int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
            else if (name == "ETag")
                etag = text.Trim().Trim('"');
            else if (name.StartsWith("Checksum", StringComparison.Ordinal) && ChecksumHeaders.TryParseName(name.AsSpan("Checksum".Length), out ChecksumAlgorithm algorithm))
                checksums.Add(ChecksumHeaders.TryParse(algorithm, text, out ObjectChecksum checksum) ? checksum : throw new RefusalException(Refusal.InvalidPart));
        });
        return etag is null || number is < 1 or > MostParts ? throw new RefusalException(Refusal.MalformedXml) : new NamedPart(number, etag, checksums);
    }
}
