using System.Globalization;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice head</c>: shows what the headers say of objects.</summary>
sealed class HeadVerb : HeadersVerb
{
    /// <summary>Declares the command.</summary>
    public HeadVerb() : base("head", "Show the headers of objects.") { }

    /// <inheritdoc/>
    public override string? Notes =>
        """
        One HEAD for each object, and a line NAME: VALUE for each header that says something of it; of several
        objects, the object and a tab before it, in the order in which the store answers. 'sluice stat' asks for
        parts and tags too, and is for people.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice head s3://vault/2019/film.mov", "of one object: size, class, whether it is restored"),
        new("sluice head -r --json s3://site/ | jq -r .headers.etag", "of everything below a prefix, for programs"),
    ];

    /// <inheritdoc/>
    protected override void Write(Session session, ItemOutcome outcome, bool isOne)
    {
        S3Location at = outcome.From.InStore!;
        SortedDictionary<string, string> headers = new(StringComparer.Ordinal);
        foreach ((string name, string? value) in Headers(outcome.Info!, outcome.Attributes!))
            if (value is not null)
                headers[name] = value;
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new HeadRecord(at.Bucket, KeyText.Of(at.Key), KeyText.Base64(at.Key), KeyText.Escaped(at.Key), outcome.Info!.VersionId ?? at.VersionId, headers), JsonLines.Readable.HeadRecord));
        else
            foreach ((string name, string value) in headers)
                session.Output.WriteLine($"{(isOne ? "" : $"{at}\t")}{DisplayText.Of(name)}: {DisplayText.Of(value)}");
    }

    // By the names that S3 has for them (S3 API reference, HeadObject).
    static IEnumerable<(string Name, string? Value)> Headers(ObjectInfo info, ObjectAttributes attributes) =>
    [
        ("content-length", info.TotalLength < 0 ? null : info.TotalLength.ToString(CultureInfo.InvariantCulture)),
        ("last-modified", info.LastModified?.UtcDateTime.ToString("r", CultureInfo.InvariantCulture)),
        ("etag", info.ETag),
        ("cache-control", attributes.CacheControl), ("content-disposition", attributes.ContentDisposition), ("content-encoding", attributes.ContentEncoding),
        ("content-language", attributes.ContentLanguage), ("content-type", attributes.ContentType), ("expires", attributes.Expires),
        ("x-amz-version-id", info.VersionId),
        ("x-amz-storage-class", attributes.StorageClass),
        ("x-amz-website-redirect-location", attributes.WebsiteRedirect),
        ("x-amz-archive-status", info.ArchiveStatus),
        ("x-amz-restore", info.Restore is not { } restore ? null : restore.IsOngoing ? "ongoing-request=\"true\"" : $"ongoing-request=\"false\"{(restore.Until is { } until ? $", expiry-date=\"{until.UtcDateTime:r}\"" : "")}"),
        ("x-amz-server-side-encryption", attributes.Sse?.Mode), ("x-amz-server-side-encryption-aws-kms-key-id", attributes.Sse?.KmsKeyId),
        ("x-amz-object-lock-mode", attributes.Lock?.Mode), ("x-amz-object-lock-retain-until-date", attributes.Lock?.RetainUntil), ("x-amz-object-lock-legal-hold", attributes.Lock?.LegalHold),
        ("x-amz-tagging-count", info.TagCount > 0 ? info.TagCount.ToString(CultureInfo.InvariantCulture) : null),
        ("x-amz-missing-meta", info.MissingMetadata > 0 ? info.MissingMetadata.ToString(CultureInfo.InvariantCulture) : null),
        (info.Checksum is { } sum ? $"x-amz-checksum-{Checksums.Name(sum.Algorithm)}" : "", info.Checksum is { } value ? $"{value.Base64}{(value.IsComposite ? $"-{value.PartCount}" : "")}" : null),
        .. attributes.Metadata.Select(static pair => ($"x-amz-meta-{pair.Key}", (string?)pair.Value)),
    ];
}
