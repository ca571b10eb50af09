using System.Xml;
using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Xml;

/// <summary>CreateBucketConfiguration.</summary>
static class CreateBucketXml
{
    /// <summary>The location constraint; null without one.</summary>
    public static async Task<string?> ReadLocationAsync(S3Request request)
    {
        byte[] body = await RequestXml.ReadBytesAsync(request, 16 << 10).ConfigureAwait(false);
        return body.Length == 0 ? null : RequestXml.Parse(body, Location);
    }

    static string? Location(XmlReader reader)
    {
        if (reader.LocalName != "CreateBucketConfiguration")
            throw new RefusalException(Refusal.MalformedXml);
        string? location = null;
        RequestXml.ForEachChild(reader, name =>
        {
            if (name == "LocationConstraint")
                location = reader.ReadElementContentAsString();
            else
                reader.Skip();
        });
        return string.IsNullOrEmpty(location) ? null : location;
    }
}
