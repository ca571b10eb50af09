using System.Globalization;
using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Trees.S3;

/// <summary>
/// Says of a name that was typed and led to nothing what is there instead: the bucket that is missing, a prefix where an object was meant, an object
/// where a prefix was meant, or a name that differs in little. At most three requests, and only after a failure.
/// </summary>
public static class AbsentName
{
    /// <summary>An object was meant, and what was said is that there are only others below its name.</summary>
    public const string IsPrefix = "IsPrefix";

    /// <summary>A prefix was meant, and an object has its name.</summary>
    public const string IsObject = "IsObject";

    static readonly ObjectKey Slash = new("/");

    /// <summary>The failure of an object that a store says it does not have: the bucket's own, or <paramref name="notFound"/> with better words.</summary>
    public static S3Error OfObject(S3Client client, S3Location at, S3Error notFound, CancellationToken cancellationToken)
    {
        if (notFound.Kind != FailureKind.NotFound)
            return notFound;
        ListObjectsRequest list = new(at.Bucket) { Prefix = at.Key, Delimiter = Slash };
        if (!client.ListObjects(list, cancellationToken).TryGet(out ListObjectsPage? page, out S3Error? refused))
        {
            // The answer to a HEAD has no body that could tell a missing bucket from a missing key.
            if (refused.Kind == FailureKind.Denied)
                refused = client.HeadBucket(at.Bucket, cancellationToken).Error;
            return refused is { Kind: FailureKind.NoSuchBucket } ? refused : notFound;
        }
        ObjectKey below = at.Key.AsPrefix();
        if (below != at.Key && page.CommonPrefixes.Contains(below))
            return notFound with { Code = IsPrefix, Message = $"there is no object of this name, but there are objects below {at with { Key = below }}" };
        ObjectKey? near = page.Objects.Count + page.CommonPrefixes.Count == 1 ? (page.Objects.Count == 1 ? page.Objects[0].Key : page.CommonPrefixes[0]) : Near(client, at, cancellationToken);
        return near is { } key && key != at.Key ? notFound with { Message = $"{notFound.Message}; did you mean {at with { Key = key }}?" } : notFound;
    }

    /// <summary>Code and sentence of a prefix below which there is nothing.</summary>
    internal static (string Code, string Message) OfPrefix(S3Tree tree, CancellationToken cancellationToken) =>
        tree.Shape == TreeShape.Pattern ? ("NoMatch", "No object matches.") : OfPrefix(tree.Client, (S3Location)tree.Given, tree.Place.Key, cancellationToken);

    /// <summary>The same.</summary>
    /// <param name="client">The store.</param>
    /// <param name="at">The location as it was typed.</param>
    /// <param name="prefix">What was listed of it.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public static (string Code, string Message) OfPrefix(S3Client client, S3Location at, ObjectKey prefix, CancellationToken cancellationToken)
    {
        if (prefix.IsEmpty)
            return ("NoMatch", "The bucket is empty.");
        ObjectKey name = new(prefix.Bytes[..^1].ToArray());
        if (!name.IsEmpty && client.HeadObject(new HeadObjectRequest(at.Bucket, name) { ChecksumMode = false }, cancellationToken).Error is null)
            return (IsObject, at.Key == name ? "This is an object, not a prefix." : $"No object begins with this prefix, but there is an object {at with { Key = name, IsLiteral = true }}.");
        string unset = name.Bytes.StartsWith("/"u8) || name.IsEmpty || prefix.Bytes.IndexOf("//"u8) >= 0 ? " It has two slashes in a row; is a shell variable unset?" : "";
        // A prefix ends at a slash, as for cp; what was typed may be the beginning of names.
        ListObjectsRequest begun = new(at.Bucket) { Prefix = name, MaxKeys = 1 };
        if (unset.Length == 0 && at.Key == name && client.ListObjects(begun, cancellationToken).TryGet(out ListObjectsPage? page, out _) && page.Objects.Count > 0)
            return ("NoMatch", $"Nothing is below {at with { Key = prefix }}, but names begin so: '{at with { Key = name.Append("*"u8) }}' takes them.");
        return ("NoMatch", $"No object begins with this prefix.{unset}{(Near(client, at with { Key = prefix }, cancellationToken) is { } near ? $" Did you mean {at with { Key = near }}?" : "")}");
    }

    /// <summary>A name beside it that is the same but for letters' case, blanks, a slash at its end or the way Unicode composes it; null when one page shows none.</summary>
    public static ObjectKey? Near(S3Client client, S3Location at, CancellationToken cancellationToken)
    {
        if (!at.Key.TryGetText(out string text))
            return null;
        int parent = text.AsSpan().TrimEnd('/').LastIndexOf('/') + 1;
        ListObjectsRequest list = new(at.Bucket) { Prefix = new ObjectKey(text[..parent]), Delimiter = Slash };
        if (!client.ListObjects(list, cancellationToken).TryGet(out ListObjectsPage? page, out _))
            return null;
        string wanted = Folded(text);
        foreach (ObjectKey key in page.Objects.Select(static found => found.Key).Concat(page.CommonPrefixes))
            if (key != at.Key && key.TryGetText(out string other) && Folded(other) == wanted)
                return key;
        return null;
    }

    // Without the tables of Unicode, which the command does not carry: a letter with a mark is one, however it is composed.
    static string Folded(string text)
    {
        StringBuilder folded = new(text.Length);
        foreach (char one in text.AsSpan().TrimEnd('/'))
        {
            if (char.GetUnicodeCategory(one) == UnicodeCategory.NonSpacingMark && folded.Length > 0)
                folded[^1] = Marked;
            else if (!char.IsWhiteSpace(one))
                folded.Append(one is (>= '\u00c0' and <= '\u024f') or (>= '\u1e00' and <= '\u1eff') ? Marked : char.ToUpperInvariant(one));
        }
        return folded.ToString();
    }

    const char Marked = '\u0301';
}
