using Microsoft.AspNetCore.Http;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Xml;
using Sluice.S3.Checksums;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>Writes stored checksums into answers.</summary>
static class ChecksumReply
{
    /// <summary>Of a part or a whole; the type is always the whole's.</summary>
    public static void WriteHeaders(S3Request request, ObjectChecksum? checksum, ObjectChecksum? whole = null)
    {
        if (checksum is not { } value)
            return;
        IHeaderDictionary headers = request.Http.Response.Headers;
        headers[ChecksumHeaders.HeaderName(value.Algorithm)] = ChecksumHeaders.Format(value);
        headers[ChecksumHeaders.TypeHeader] = TypeName(whole ?? value);
    }

    public static XmlBuilder WriteElement(XmlBuilder xml, ObjectChecksum? checksum) =>
        checksum is { } value ? xml.Text(ChecksumHeaders.ElementName(value.Algorithm), ChecksumHeaders.Format(value)) : xml;

    public static XmlBuilder WriteElements(XmlBuilder xml, ObjectChecksum? checksum) =>
        checksum is { } value ? WriteElement(xml, checksum).Text("ChecksumType", TypeName(value)) : xml;

    public static string TypeName(ObjectChecksum checksum) => checksum.IsComposite ? ChecksumHeaders.Composite : ChecksumHeaders.FullObject;
}
