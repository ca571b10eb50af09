using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Trees;

/// <summary>
/// Reads locations as people type them: <c>s3://[profile@]bucket[/key]</c>, a local path, <c>-</c>, or what begins with a scheme that was added. A key that ends in <c>?versionId=</c>
/// and an id is one version of the object, as in a store's own URLs; one whose name ends so is typed with its key taken exactly.
/// </summary>
public static class LocationParser
{
    const string Scheme = "s3://";

    /// <summary>What stands before the id of a version.</summary>
    internal const string VersionMark = "?versionId=";

    // What ids of versions consist of: they go into URLs as they are (S3 User Guide, "How S3 Versioning works").
    static readonly System.Buffers.SearchValues<char> VersionCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._~+=-");

    // Kinds of places that other assemblies bring; set when a program begins.
    static readonly System.Collections.Concurrent.ConcurrentDictionary<string, (object Owner, LocationForm Form)> Added = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a location of one scheme; false, and what is wrong with it in one sentence, when it is none.</summary>
    internal delegate bool LocationForm(string text, out Location location, out string problem);

    /// <summary>Reads what begins with this in this way from now on.</summary>
    /// <param name="scheme">As <c>sftp://</c>.</param>
    /// <param name="owner">Who may take it back.</param>
    /// <param name="form">Reads it.</param>
    internal static void Add(string scheme, object owner, LocationForm form) => Added[scheme] = (owner, form);

    /// <summary>Takes it back, unless it is another one's by now.</summary>
    internal static void Remove(string scheme, object owner)
    {
        if (Added.TryGetValue(scheme, out (object Owner, LocationForm Form) added) && added.Owner == owner)
            Added.TryRemove(new(scheme, added));
    }

    /// <summary>Reads a location; false, and what is wrong with it in one sentence, when it is none.</summary>
    public static bool TryParse(string text, out Location location, out string problem) => TryParse(text, isExact: false, out location, out problem);

    /// <summary>The same.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="isExact">The key is taken as it is: it names no version.</param>
    /// <param name="location">The location.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static bool TryParse(string text, bool isExact, out Location location, out string problem)
    {
        location = new StreamLocation();
        problem = "";
        if (text == "-")
            return true;
        if (text.Length == 0)
        {
            problem = "A location is empty; write a path, s3://bucket/key, or - for standard input or output.";
            return false;
        }
        if (text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return TryParseS3(text, isExact, out location, out problem);
        if (text.StartsWith("s3:", StringComparison.OrdinalIgnoreCase))
        {
            string rest = DisplayText.Of(text[3..].TrimStart('/'));
            problem = $"{DisplayText.Of(text)} lacks a slash: did you mean s3://{rest}? (./{DisplayText.Of(text)} when it is a file.)";
            return false;
        }
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            problem = $"A path cannot hold a NUL character: {DisplayText.Of(text)}.";
            return false;
        }
        // One that was meant for another tool would otherwise become a directory with a colon in its name.
        int colon = text.IndexOf("://", StringComparison.Ordinal);
        if (colon > 0 && text.AsSpan(0, colon).IndexOfAnyExcept(SchemeCharacters) < 0)
        {
            if (Added.TryGetValue(text[..(colon + 3)], out (object Owner, LocationForm Form) added))
                return added.Form(text, out location, out problem);
            if (text[..colon].ToLowerInvariant() is "ftp" or "ftps" or "scp" or "ssh")
            {
                problem = $"{DisplayText.Of(text[..colon])}:// is not supported, and SFTP is: write sftp://[USER@]HOST/PATH where 'ssh HOST' logs in.";
                return false;
            }
            problem = $"{DisplayText.Of(text[..colon])}:// is not known here; write s3://bucket/key or a local path (./{DisplayText.Of(text)} if it is one).";
            return false;
        }
        location = new LocalLocation(text);
        return true;
    }

    /// <summary>Reads a location; throws <see cref="FormatException"/> with the problem.</summary>
    public static Location Parse(string text) => TryParse(text, out Location location, out string problem) ? location : throw new FormatException(problem);

    static readonly System.Buffers.SearchValues<char> SchemeCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    static bool TryParseS3(string text, bool isExact, out Location location, out string problem)
    {
        location = new StreamLocation();
        problem = "";
        string rest = text[Scheme.Length..];
        // An ARN of an access point has slashes of its own: arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME[/key].
        int at = rest.IndexOf('@', StringComparison.Ordinal);
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        string? profile = null;
        if (at >= 0 && (slash < 0 || at < slash))
        {
            profile = rest[..at];
            rest = rest[(at + 1)..];
            if (profile.Length == 0)
            {
                problem = $"The profile before @ is empty: {DisplayText.Of(text)}.";
                return false;
            }
        }
        int end = EndOfBucket(rest);
        string bucket = end < 0 ? rest : rest[..end];
        string key = end < 0 ? "" : rest[(end + 1)..];
        if (bucket.Length == 0)
        {
            problem = $"The bucket is missing: {DisplayText.Of(text)}; write s3://bucket/key.";
            return false;
        }
        string? version = null;
        if (!isExact && key.LastIndexOf(VersionMark, StringComparison.Ordinal) is > 0 and int mark && key[(mark + VersionMark.Length)..] is { Length: > 0 } id && !id.AsSpan().ContainsAnyExcept(VersionCharacters))
            (key, version) = (key[..mark], id);
        try
        {
            location = new S3Location(profile, bucket, new ObjectKey(key)) { VersionId = version, IsLiteral = version is not null };
            return true;
        }
        catch (EncoderFallbackException)
        {
            problem = $"The key is not valid Unicode: {DisplayText.Of(text)}.";
            return false;
        }
    }

    // Outposts access points: arn:aws:s3-outposts:REGION:ACCOUNT:outpost/ID/accesspoint/NAME (User Guide, "Referencing access points").
    static int EndOfBucket(string rest)
    {
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (!rest.StartsWith("arn:", StringComparison.Ordinal) || slash < 0)
            return slash;
        int names = rest.AsSpan(0, slash).EndsWith(":outpost", StringComparison.Ordinal) ? 3 : rest.AsSpan(0, slash).EndsWith(":accesspoint", StringComparison.Ordinal) ? 1 : 0;
        for (; names > 0 && slash >= 0; names--)
            slash = rest.IndexOf('/', slash + 1);
        return slash;
    }
}
