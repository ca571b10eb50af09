using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>GetObjectAttributes.</summary>
static class GetObjectAttributes
{
    static readonly string[] Known = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

    public static Task HandleAsync(S3Request request)
    {
        string[] wanted = (request.Header("x-amz-object-attributes") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Length == 0 || !wanted.All(Known.Contains))
            throw new RefusalException(Refusal.InvalidArgument("Invalid attribute name specified."));
        Bucket bucket = request.RequireBucket();
        KeptObject stored = request.RequireObject(bucket, Permission.Read, request.Version is null ? "s3:GetObjectAttributes" : "s3:GetObjectVersionAttributes");
        VersionHeaders.Write(request, bucket, stored);
        CustomerKey.Require(request, stored.Description, "");
        request.Http.Response.Headers.LastModified = Reply.HttpDate(stored.LastModified);

        XmlBuilder xml = new XmlBuilder().Open("GetObjectAttributesResponse", withNamespace: true);
        if (wanted.Contains("ETag"))
            xml.Text("ETag", stored.ETag);
        if (wanted.Contains("Checksum") && stored.Checksum is not null)
            ChecksumReply.WriteElements(xml.Open("Checksum"), stored.Checksum).Close("Checksum");
        if (wanted.Contains("ObjectParts") && stored.Parts.Count > 0)
            WriteParts(request, xml, stored);
        if (wanted.Contains("StorageClass"))
            xml.Text("StorageClass", stored.Description.StorageClass ?? "STANDARD");
        if (wanted.Contains("ObjectSize"))
            xml.Number("ObjectSize", stored.Size);
        return Reply.XmlAsync(request, xml.Close("GetObjectAttributesResponse"));
    }

    static void WriteParts(S3Request request, XmlBuilder xml, KeptObject stored)
    {
        int most = HeaderNumber(request, "x-amz-max-parts", 1000), after = HeaderNumber(request, "x-amz-part-number-marker", 0);
        xml.Open("ObjectParts").Number("PartsCount", stored.Parts.Count);
        // S3 lists the parts themselves only when they have checksums of the object's own kind.
        if (stored.Checksum is { IsComposite: true })
        {
            List<StoredPart> parts = [.. stored.Parts.Where(p => p.Number > after)];
            int shown = Math.Min(parts.Count, Math.Min(most, 1000));
            xml.Number("PartNumberMarker", after).Number("NextPartNumberMarker", shown > 0 ? parts[shown - 1].Number : after).Number("MaxParts", most).Flag("IsTruncated", shown < parts.Count);
            foreach (StoredPart part in parts.Take(shown))
                ChecksumReply.WriteElement(xml.Open("Part").Number("PartNumber", part.Number).Number("Size", part.Size), part.Checksum).Close("Part");
        }
        xml.Close("ObjectParts");
    }

    static int HeaderNumber(S3Request request, string name, int whenAbsent) => request.Header(name) is not { } text ? whenAbsent
        : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) ? number
        : throw new RefusalException(Refusal.InvalidArgument($"{name} must be a number"));
}
