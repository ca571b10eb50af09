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

    /// <summary>Throws <see cref="RefusalException"/> (BadRequest, InvalidTag) for too many tags, long ones, and characters that S3 does not take.</summary>
    public static void Check(IReadOnlyList<KeyValuePair<string, string>> tags, int most = Most)
    {
        if (tags.Count > most)
            throw new RefusalException(new Refusal("BadRequest", 400, $"{(most == Most ? "Object" : "Bucket")} tags cannot be greater than {most}"));
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, string> tag in tags)
        {
            if (tag.Key.Length is 0 or > LongestKey || !IsText(tag.Key) || tag.Key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                throw new RefusalException(new Refusal("InvalidTag", 400, "The TagKey you have provided is invalid"));
            if (tag.Value.Length > LongestValue || !IsText(tag.Value))
                throw new RefusalException(new Refusal("InvalidTag", 400, "The TagValue you have provided is invalid"));
            if (!names.Add(tag.Key))
                throw new RefusalException(new Refusal("InvalidTag", 400, "Cannot provide multiple Tags with the same key"));
        }
    }

    /// <summary>Letters, digits and blanks of any script, and <c>_ . : / = + - @</c>.</summary>
    static bool IsText(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!Rune.IsLetterOrDigit(rune) && Rune.GetUnicodeCategory(rune) != System.Globalization.UnicodeCategory.SpaceSeparator && !"_.:/=+-@".Contains((char)rune.Value, StringComparison.Ordinal))
                return false;
        }
        return true;
    }

    static string Decode(string text) => Encoding.UTF8.GetString(RequestTarget.Decode(text, plusIsSpace: true));
}
