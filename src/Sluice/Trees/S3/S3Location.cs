using System.Text;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Trees.S3;

/// <summary>A bucket, a prefix, an object or a glob in it.</summary>
/// <param name="Profile">Profile whose endpoint, region and credentials are meant; null for the run's own.</param>
/// <param name="Bucket">Bucket name or access point.</param>
/// <param name="Key">Key, prefix or glob; empty for the whole bucket.</param>
public sealed record S3Location(string? Profile, string Bucket, ObjectKey Key) : Location
{
    /// <summary>True when wildcards and a slash at the end of <see cref="Key"/> mean themselves: the key is one object's name.</summary>
    public bool IsLiteral { get; init; }

    /// <summary>True when wildcards mean themselves while a slash at the end still makes <see cref="Key"/> a prefix: for names that are known to be there, and for destinations.</summary>
    public bool IsName { get; init; }

    /// <summary>One version of the object, whose key then means itself; null for the latest.</summary>
    public string? VersionId { get; init; }

    /// <inheritdoc/>
    public override S3Location InStore => this;

    /// <inheritdoc/>
    internal override string PathText => RawText.Of(Key.Bytes);

    /// <inheritdoc/>
    internal override S3Location AtPath(string path) => this with { Key = new ObjectKey(RawText.BytesOf(path)), IsName = true };

    /// <inheritdoc/>
    internal override bool IsContainer => VersionId is null && (Key.IsEmpty || Key.Bytes[^1] == '/');

    /// <inheritdoc/>
    internal override IEnumerable<string> Problems() => BucketName.ProblemOfExisting(Bucket) is { } problem ? [problem] : [];

    /// <inheritdoc/>
    internal override string? ProblemAsPlace(string role) => VersionId is not null && role != "side" ? $"{this} is one version of an object, and no {role}." : Glob.ProblemOfPlace(this);

    /// <inheritdoc/>
    internal override Tree Open(TreeContext context, bool recursive)
    {
        string text = Encoding.UTF8.GetString(Key.Bytes);
        if (Glob.FirstWildcard(this) is >= 0 and int wildcard)
        {
            int directory = text.AsSpan(0, wildcard).LastIndexOf('/') + 1;
            return new S3Tree(() => context.Clients.For(Profile), this with { Key = new ObjectKey(text[..wildcard]), IsLiteral = true })
            {
                Given = this,
                Shape = TreeShape.Pattern,
                Pattern = Glob.ToRegex(text),
                NameStart = Encoding.UTF8.GetByteCount(text.AsSpan(0, directory)),
            };
        }
        string name = text.TrimEnd('/');
        name = name[(name.LastIndexOf('/') + 1)..];
        // As in aws-cli, a prefix ends at a slash: copying "a/log" recursively does not take "a/log-old/x" along.
        return VersionId is null && (Key.IsEmpty || (IsContainer && !IsLiteral) || recursive)
            ? At(context, asContainer: true, Key.IsEmpty ? Bucket : name)
            : At(context, asContainer: false, name);
    }

    /// <inheritdoc/>
    internal override Tree OpenPlace(TreeContext context, bool asContainer) => At(context, asContainer, "");

    S3Tree At(TreeContext context, bool asContainer, string baseName)
    {
        asContainer &= VersionId is null;
        ObjectKey key = asContainer ? Key.AsPrefix() : Key;
        return new S3Tree(() => context.Clients.For(Profile), this with { Key = key, IsLiteral = true }) { Given = this, Shape = asContainer ? TreeShape.Container : TreeShape.One, NameStart = key.Length, BaseName = baseName };
    }

    /// <inheritdoc/>
    internal override bool Overlaps(Location other, TreeContext context)
    {
        if (other is not S3Location place || place.Bucket != Bucket || !IsSameStore(place, context.Clients))
            return false;
        ObjectKey one = Key.AsPrefix(), two = place.Key.AsPrefix();
        return one.StartsWith(two) || two.StartsWith(one);
    }

    /// <summary>True when two locations are in one store, whatever their profiles.</summary>
    internal bool IsSameStore(S3Location other, S3ClientFactory clients) =>
        Profile == other.Profile || clients.For(Profile).Options.Endpoint == clients.For(other.Profile).Options.Endpoint;

    /// <summary>The location as a person would type it, escaped for a terminal.</summary>
    public override string ToString() => $"s3://{(Profile is null ? "" : Profile + "@")}{Bucket}/{Key}{(VersionId is null ? "" : LocationParser.VersionMark + Failures.DisplayText.Of(VersionId))}";
}
