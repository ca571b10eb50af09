using System.Globalization;
using System.Text;
using System.Xml;
using Sluice.Endpoint.Http;
using Sluice.S3;

namespace Sluice.Endpoint.Xml;

/// <summary>The body of DeleteObjects.</summary>
sealed record DeleteObjectsXml(IReadOnlyList<DeletionName> Objects, bool Quiet)
{
    const int MostObjects = 1000;

    /// <summary>1,000 keys of 1,024 bytes, each byte escaped.</summary>
    const int MostBytes = 8 << 20;

    public static Task<DeleteObjectsXml> ReadAsync(S3Request request) => RequestXml.ReadAsync(request, MostBytes, Parse);

    static DeleteObjectsXml Parse(XmlReader reader)
    {
        if (reader.LocalName != "Delete")
            throw new RefusalException(Refusal.MalformedXml);
        List<DeletionName> objects = [];
        bool quiet = false;
        RequestXml.ForEachChild(reader, name =>
        {
            if (name == "Quiet")
                quiet = reader.ReadElementContentAsString().Equals("true", StringComparison.OrdinalIgnoreCase);
            else if (name == "Object" && objects.Count < MostObjects)
                objects.Add(Object(reader));
            else
                throw new RefusalException(Refusal.MalformedXml);
        });
        return objects.Count > 0 ? new DeleteObjectsXml(objects, quiet) : throw new RefusalException(Refusal.MalformedXml);
    }

    static DeletionName Object(XmlReader reader)
    {
        string? key = null, version = null, etag = null;
        DateTimeOffset? modified = null;
        long? size = null;
        RequestXml.ForEachChild(reader, name =>
        {
            string text = reader.ReadElementContentAsString();
            if (name == "Key")
                key = text;
            else if (name == "VersionId")
                version = text;
            else if (name == "ETag")
                etag = text;
            else if (name == "LastModifiedTime")
                modified = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            else if (name == "Size")
                size = long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        });
        return string.IsNullOrEmpty(key) ? throw new RefusalException(Refusal.MalformedXml) : new DeletionName(new ObjectKey(Encoding.UTF8.GetBytes(key)), version, etag, modified, size);
    }
}
