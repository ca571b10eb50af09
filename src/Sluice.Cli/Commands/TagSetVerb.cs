using Sluice.Failures;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice tag set</c>: gives objects these tags and no others.</summary>
sealed class TagSetVerb : ObjectOperationVerb
{
    /// <summary>Declares the command.</summary>
    public TagSetVerb() : base("set", "Give objects these tags and no others.", "[options] s3://BUCKET/KEY... NAME=VALUE...") => DeclareOwn();

    /// <inheritdoc/>
    public override string? Notes =>
        """
        One request for each object: what it has is not read, and goes. 'sluice tag add' keeps it. Whether the
        store has done it is looked at, of many objects at the first 256 and one of 128 others. An object has 10
        tags at most; names have 128 characters, values 256: letters, digits, blanks and _ . : / = + - @.
        Killed and run again, it looks at what it had done: what somebody has changed since is set again.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice tag set s3://album/2026/lake.jpg stage=done owner=me", "these two, no others"),
        new("sluice tag set -r s3://logs/2025/ keep=no --older-than 90d", "for a lifecycle rule"),
        new("sluice tag set -r s3://album/ stage=new --dry-run", "what would change"),
    ];

    /// <inheritdoc/>
    protected override string Done => "Tagged";

    /// <inheritdoc/>
    protected override ObjectOperation Read(Options.CommandLine line, IReadOnlyList<string> words)
    {
        TagChange change = new() { Replaces = true, Added = TagVerb.Pairs(line, words) };
        if (words.Count == 0)
            line.Problem($"Say which tags: sluice {FullName} s3://BUCKET/KEY NAME=VALUE. 'sluice tag rm --all' takes all away.");
        foreach (string problem in change.Problems())
            line.Problem(problem);
        return change;
    }
}
