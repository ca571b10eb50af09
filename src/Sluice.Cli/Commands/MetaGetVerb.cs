using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice meta get</c>: shows headers and metadata.</summary>
sealed class MetaGetVerb : HeadersVerb
{
    /// <summary>Declares the command.</summary>
    public MetaGetVerb() : base("get", "Show headers and metadata of objects.") { }

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Of one object a line NAME: VALUE for each header and for each entry of metadata (x-amz-meta-NAME); of
        several, the object and a tab before it, in the order in which the store answers.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice meta get s3://site/index.html", "of one object"),
        new("sluice meta get -r --json s3://site/ | jq -r '.headers[\"content-type\"]'", "of everything below a prefix, for programs"),
    ];

    /// <inheritdoc/>
    protected override void Write(Session session, ItemOutcome outcome, bool isOne)
    {
        S3Location at = outcome.From.InStore!;
        ObjectAttributes attributes = outcome.Attributes!;
        if (session.Settings.Json)
        {
            SortedDictionary<string, string> headers = new(StringComparer.Ordinal), metadata = new(StringComparer.Ordinal);
            foreach ((string name, string? value) in MetadataText.Headers(attributes))
                if (value is not null)
                    headers[name] = value;
            foreach ((string name, string value) in attributes.Metadata)
                metadata[name] = value;
            session.Output.WriteLine(JsonLines.Line(new MetadataRecord(at.Bucket, KeyText.Of(at.Key), KeyText.Base64(at.Key), KeyText.Escaped(at.Key), at.VersionId, headers, metadata), JsonLines.Readable.MetadataRecord));
            return;
        }
        foreach (string text in MetadataText.Lines(attributes))
            session.Output.WriteLine($"{(isOne ? "" : $"{at}\t")}{DisplayText.Of(text)}");
    }
}
