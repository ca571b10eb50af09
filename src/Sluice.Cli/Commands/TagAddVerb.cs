using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice tag add</c>: gives objects further tags.</summary>
sealed class TagAddVerb : ObjectOperationVerb
{
    /// <summary>Declares the command.</summary>
    public TagAddVerb() : base("add", "Give objects further tags, or these other values.", "[options] s3://BUCKET/KEY... NAME=VALUE...") => DeclareOwn();

    /// <inheritdoc/>
    public override string? Notes =>
        """
        What an object has is read, and written back with what is new; an object that has it already is left
        alone.
        S3 has no condition for that: of two who change the tags of an object at the same time, the later may undo
        what the other did. So they are read once more afterwards, and other ones are a failure by name
        (ChangedMeanwhile); what was overwritten before that is not seen.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice tag add s3://album/2026/lake.jpg stage=done", "one more, or another value"),
        new("sluice tag add --files-from done.txt s3://album/2026/ stage=done", "to the objects of a list"),
    ];

    /// <inheritdoc/>
    protected override string Done => "Tagged";

    /// <inheritdoc/>
    protected override ObjectOperation Read(Options.CommandLine line, IReadOnlyList<string> words)
    {
        TagChange change = new() { Added = TagVerb.Pairs(line, words) };
        if (words.Count == 0)
            line.Problem($"Say which tags: sluice {FullName} s3://BUCKET/KEY NAME=VALUE.");
        else if (change.Added.Count > 0)
            foreach (string problem in change.Problems())
                line.Problem(problem);
        return change;
    }
}
