using System.Buffers;
using System.Text;
using Sluice.Locations;
using Sluice.S3;

namespace Sluice.Cli.Options;

/// <summary>Turns <c>s3://[profile@]bucket/key</c>, paths and <c>-</c> into locations.</summary>
static class LocationReader
{
    const string Scheme = "s3://";

    // RFC 3986, 3.1.
    static readonly SearchValues<char> SchemeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

    /// <summary>Reads a location; null after telling the line what is wrong with it.</summary>
    public static Location? Read(CommandLine line, string text)
    {
        if (text == "-")
            return new StreamLocation();
        return text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? ReadS3(line, text) : ReadLocal(line, text);
    }

    /// <summary>Reads a location that must be in S3; null after telling the line what is wrong with it.</summary>
    public static S3Location? ReadS3(CommandLine line, string text)
    {
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            line.Problem($"{DisplayText.Of(text)} is not in S3; write s3://BUCKET/KEY.{(text.Contains("//", StringComparison.Ordinal) ? "" : $" Did you mean s3://{DisplayText.Of(text.TrimStart('/'))}?")}");
            return null;
        }
        string rest = text[Scheme.Length..];
        string? profile = null;
        if (rest.IndexOf('@') is > 0 and int at && rest.IndexOf('/') is var first && (first < 0 || at < first))
            (profile, rest) = (rest[..at], rest[(at + 1)..]);
        int slash = BucketEnd(rest);
        string bucket = slash < 0 ? rest : rest[..slash];
        string key = slash < 0 ? "" : rest[(slash + 1)..];
        if (bucket.Length == 0 && (profile is null || key.Length > 0))
        {
            line.Problem($"{DisplayText.Of(text)} names no bucket; write s3://BUCKET/KEY.");
            return null;
        }
        if (bucket.AsSpan().ContainsAny("*?["))
        {
            line.Problem($"{DisplayText.Of(text)}: wildcards work in keys, not in bucket names.");
            return null;
        }
        if (bucket.Length > 0 && BucketName.ProblemOfExisting(bucket) is { } problem)
        {
            line.Problem(problem);
            return null;
        }
        // S3 User Guide, "Naming Amazon S3 objects": 1,024 bytes of UTF-8.
        if (Encoding.UTF8.GetByteCount(key) > 1024)
        {
            line.Problem($"The key of {DisplayText.Of(text)} has {Encoding.UTF8.GetByteCount(key):N0} bytes; S3 takes 1,024 at most.");
            return null;
        }
        return new S3Location(profile, bucket, new ObjectKey(Encoding.UTF8.GetBytes(key)));
    }

    static LocalLocation? ReadLocal(CommandLine line, string text)
    {
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 1 && text.AsSpan(0, scheme).IndexOfAnyExcept(SchemeCharacters) < 0)
        {
            line.Problem($"{DisplayText.Of(text)}: locations are s3://BUCKET/KEY, a path, or - for a stream. For another store use s3:// with --endpoint-url.");
            return null;
        }
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            line.Problem($"{DisplayText.Of(text)}: no path holds a NUL.");
            return null;
        }
        return new LocalLocation(text);
    }

    // The resource of an access point's ARN has a slash or a colon of its own before the key's slash.
    static int BucketEnd(string rest)
    {
        if (!rest.StartsWith("arn:", StringComparison.Ordinal))
            return rest.IndexOf('/', StringComparison.Ordinal);
        int resource = rest.IndexOf("accesspoint/", StringComparison.Ordinal);
        return rest.IndexOf('/', resource < 0 ? 0 : resource + "accesspoint/".Length);
    }
}
