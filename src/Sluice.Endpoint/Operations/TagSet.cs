using System.Text;
using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Operations;

/// <summary>Object tags and their limits (S3 User Guide, "Categorizing your objects using tags").</summary>
static class TagSet
{
    const int Most = 10;
    const int LongestKey = 128;
    const int LongestValue = 256;

    /// <summary>Reads x-amz-tagging: a query string. Throws <see cref="RefusalException"/> for what S3 refuses.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> FromHeader(string header)
    {
        List<KeyValuePair<string, string>> tags = [];
        foreach (string pair in header.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            tags.Add(new(Decode(equals < 0 ? pair : pair[..equals]), equals < 0 ? "" : Decode(pair[(equals + 1)..])));
        }
        Check(tags);
        return tags;
    }

    public static void Check(IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        if (tags.Count > Most)
            throw new RefusalException(new Refusal("BadRequest", 400, "Object tags cannot be greater than 10"));
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, string> tag in tags)
        {
            if (tag.Key.Length is 0 or > LongestKey)
                throw new RefusalException(new Refusal("InvalidTag", 400, "The TagKey you have provided is invalid"));
            if (tag.Value.Length > LongestValue)
                throw new RefusalException(new Refusal("InvalidTag", 400, "The TagValue you have provided is invalid"));
            if (!names.Add(tag.Key))
                throw new RefusalException(new Refusal("InvalidTag", 400, "Cannot provide multiple Tags with the same key"));
        }
    }

    static string Decode(string text) => Encoding.UTF8.GetString(RequestTarget.Decode(text, plusIsSpace: true));
}
