using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice meta set</c>: changes headers and metadata of objects where they are.</summary>
sealed class MetaSetVerb : ObjectOperationVerb
{
    readonly AttributeFlags _attributes = new(inPlace: true);
    readonly SseFlags _sse = new();
    readonly Option<string[]> _remove = Flags.Values("--remove", "NAME", "Metadata of this name goes. Repeatable.");
    readonly Option<string[]> _unset = Flags.Values("--unset", "HEADER", "This header goes, such as cache-control or expires. Repeatable.");
    readonly Option<bool> _replace = Flags.Switch("--replace", "All metadata goes that is not given.");

    /// <summary>Declares the command.</summary>
    public MetaSetVerb() : base("set", "Change headers and metadata of objects where they are.", "[options] s3://BUCKET/KEY... [NAME=VALUE...]") =>
        DeclareOwn(new OptionGroup("What changes", [.. _attributes.Headers, _remove, _unset, _replace]), _sse.ReadGroup);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        NAME=VALUE is metadata. All else stays: other metadata and headers, tags, ACL, storage class, encryption,
        lock and checksum. An object that has it already is left alone. The store copies the object onto itself
        (in parts above 5 GiB), on condition of its ETag: other bytes that somebody writes meanwhile are not lost.
        Tags, an ACL or metadata that somebody changes at the same time may be: they leave the ETag as it is. In a
        bucket that keeps versions that makes a version; one that a list (.csv) names stays as it is, and fails.
        Reads tags and ACL of each object that changes.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice meta set s3://site/app.wasm --content-type application/wasm", "one header"),
        new("sluice meta set -r s3://site/ --include '*.css' --cache-control max-age=86400 --dry-run", "what would change"),
        new("sluice meta set s3://album/2026/lake.jpg camera=X100 --remove draft", "metadata: one more, one less"),
        new("sluice meta set -r s3://site/ --unset expires", "a header less"),
    ];

    /// <inheritdoc/>
    protected override string Done => "Changed";

    // A copy of an older version would hide the latest.
    /// <inheritdoc/>
    protected override bool TakesVersions => false;

    /// <inheritdoc/>
    protected override ObjectOperation Read(Options.CommandLine line, IReadOnlyList<string> words)
    {
        MetadataChange change = new()
        {
            Headers = _attributes.ReadHeaders(line),
            // Blanks around a value are no part of it (RFC 9110, section 5.5).
            Added = [.. TagVerb.Pairs(line, words).Select(static pair => KeyValuePair.Create(pair.Key, pair.Value.Trim()))],
            Removed = line.Texts(_remove),
            RemovedHeaders = [.. line.Texts(_unset).Select(static name => name.ToLowerInvariant())],
            Replaces = line.Has(_replace),
            CustomerKey = _sse.ReadKey(line),
        };
        if (words.Count == 0 || change.Added.Count > 0)
            foreach (string problem in change.Problems())
                line.Problem(problem);
        return change;
    }
}
