using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Failures;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice tag rm</c>: takes tags away from objects.</summary>
sealed class TagRmVerb : ObjectOperationVerb
{
    readonly Option<bool> _all = Flags.Switch("--all", "All tags, whatever they are called.");

    /// <summary>Declares the command.</summary>
    public TagRmVerb() : base("rm", "Take tags away from objects.", "[options] s3://BUCKET/KEY... NAME...") => DeclareOwn(new OptionGroup("What goes", _all));

    /// <inheritdoc/>
    public override string? Notes =>
        """
        What an object has is read, and written back without these; an object that has none of them is left alone.
        S3 has no condition for that: of two who change the tags of an object at the same time, the later may undo
        what the other did. So they are read once more afterwards, and other ones are a failure by name
        (ChangedMeanwhile); what was overwritten before that is not seen.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice tag rm s3://album/2026/lake.jpg stage", "one of them"),
        new("sluice tag rm --all -r s3://album/drafts/", "all of everything below a prefix"),
    ];

    /// <inheritdoc/>
    protected override string Done => "Untagged";

    /// <inheritdoc/>
    protected override ObjectOperation Read(Options.CommandLine line, IReadOnlyList<string> words)
    {
        line.Expect(words.Count == 0, "--all is every tag; give no names beside it.", _all);
        bool all = line.Has(_all);
        if (!all && words.Count == 0)
            line.Problem($"Say which tags: sluice {FullName} s3://BUCKET/KEY NAME, or --all.");
        foreach (string word in words.Where(static word => word.Contains('=', StringComparison.Ordinal)))
            line.Problem($"{DisplayText.Of(word)}: tags are removed by their names alone. (A name that holds an equals sign cannot be given here.)");
        return new TagChange { Replaces = all, Removed = words };
    }
}
