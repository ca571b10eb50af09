using System.Xml;
using Sluice.Endpoint.Bodies;
using Sluice.Endpoint.Http;
using Sluice.S3.Checksums;

namespace Sluice.Endpoint.Xml;

/// <summary>Receives an XML body of bounded size and opens a reader that resolves nothing.</summary>
static class RequestXml
{
    static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        // Keys may hold characters that XML 1.0 has no place for; S3 writes and reads them as references.
        CheckCharacters = false,
    };

    /// <summary>Reads the body and parses it. Throws <see cref="RefusalException"/> (MalformedXML) when it is empty, too large, or not what <paramref name="parse"/> takes.</summary>
    public static async Task<T> ReadAsync<T>(S3Request request, int mostBytes, Func<XmlReader, T> parse)
    {
        byte[] body = await ReadBytesAsync(request, mostBytes).ConfigureAwait(false);
        return Parse(body, parse);
    }

    /// <summary>The body's bytes, verified; empty when there is none.</summary>
    public static async Task<byte[]> ReadBytesAsync(S3Request request, int mostBytes)
    {
        if (request.Http.Request.ContentLength is null && !request.Payload.IsChunked && !request.Http.Request.Headers.ContainsKey("Transfer-Encoding"))
            return [];
        await using SmallBodyWriter writer = new(mostBytes);
        // The checksum header of a CompleteMultipartUpload is of the object to be, not of this body (API reference).
        ChecksumClaim claim = request.Query.Text("uploadId") is null ? ChecksumClaim.Read(request) : new ChecksumClaim(ChecksumAlgorithm.Crc64Nvme, null, false);
        try
        {
            await BodyReceiver.ReceiveAsync(request, writer, mostBytes, claim).ConfigureAwait(false);
        }
        catch (RefusalException e) when (e.Refusal.Code == Refusal.EntityTooLarge.Code)
        {
            throw new RefusalException(Refusal.MaxMessageLengthExceeded);
        }
        return writer.ToArray();
    }

    public static T Parse<T>(byte[] body, Func<XmlReader, T> parse)
    {
        try
        {
            using XmlReader reader = XmlReader.Create(new MemoryStream(body), Settings);
            reader.MoveToContent();
            return parse(reader);
        }
        catch (Exception e) when (e is XmlException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new RefusalException(Refusal.MalformedXml);
        }
    }

    /// <summary>Calls <paramref name="child"/> for each child element, which must consume it.</summary>
    public static void ForEachChild(XmlReader reader, Action<string> child)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return;
        }
        reader.ReadStartElement();
        while (reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element)
                child(reader.LocalName);
            else if (!reader.Read())
                throw new XmlException();
        }
        reader.ReadEndElement();
    }
}
