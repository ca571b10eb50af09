using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Transfer;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice tag get</c>: shows tags.</summary>
sealed class TagGetVerb : ObjectOperationVerb
{
    /// <summary>Declares the command.</summary>
    public TagGetVerb() : base("get", "Show tags of objects.", "[options] s3://BUCKET/KEY...") => DeclareOwn();

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Of one object a line NAME=VALUE for each tag; of several, the object and a tab before it, in the order in
        which the store answers. An object without tags prints nothing, with --json an empty record.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice tag get s3://album/2026/lake.jpg", "of one object"),
        new("sluice tag get -r --json s3://album/2026/", "of everything below a prefix, for programs"),
    ];

    /// <inheritdoc/>
    protected override string Done => "Read";

    /// <inheritdoc/>
    protected override bool OnlyReads => true;

    /// <inheritdoc/>
    protected override ObjectOperation Read(Options.CommandLine line, IReadOnlyList<string> words)
    {
        foreach (string word in words)
            line.Problem($"{DisplayText.Of(word)}: all tags are shown; give objects only, as s3://BUCKET/KEY.");
        return new TagReading();
    }

    /// <inheritdoc/>
    protected override int Run(TransferCommand command, Session session, ObjectOperationRequest request)
    {
        bool isOne = IsOne(request);
        return command.Read(request, outcome => Write(session, outcome, isOne));
    }

    static void Write(Session session, ItemOutcome outcome, bool isOne)
    {
        S3Location at = outcome.From.InStore!;
        if (session.Settings.Json)
        {
            SortedDictionary<string, string> tags = new(StringComparer.Ordinal);
            foreach ((string name, string value) in outcome.Attributes!.Tags)
                tags[name] = value;
            session.Output.WriteLine(JsonLines.Line(new TagsRecord(at.Bucket, KeyText.Of(at.Key), KeyText.Base64(at.Key), KeyText.Escaped(at.Key), at.VersionId, tags), JsonLines.Readable.TagsRecord));
            return;
        }
        foreach ((string name, string value) in outcome.Attributes!.Tags.OrderBy(static tag => tag.Key, StringComparer.Ordinal))
            session.Output.WriteLine($"{(isOne ? "" : $"{at}\t")}{DisplayText.Of(name)}={DisplayText.Of(value)}");
    }
}
