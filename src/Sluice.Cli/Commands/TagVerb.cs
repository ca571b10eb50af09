using Sluice.Failures;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice tag</c>: tags of objects; what is done with them is the next word.</summary>
sealed class TagVerb : GroupVerb
{
    static readonly NamedVerb[] Verbs = [new("get", static () => new TagGetVerb()), new("set", static () => new TagSetVerb()), new("add", static () => new TagAddVerb()), new("rm", static () => new TagRmVerb())];

    /// <summary>Declares the command.</summary>
    public TagVerb() : base("tag", "Show and change tags of objects.", Verbs) { }

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Tags lie beside an object and can be changed without writing it anew: policies, lifecycle rules and bills
        can tell objects by them. An object has 10 at most.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice tag get s3://album/2026/lake.jpg", "which it has"),
        new("sluice tag add -r s3://album/2026/ stage=done", "one more, for everything below a prefix"),
        new("sluice tag rm s3://album/2026/lake.jpg stage", "one less"),
    ];

    /// <summary>Reads <c>NAME=VALUE</c> words; tells the line of those that are none.</summary>
    public static List<KeyValuePair<string, string>> Pairs(Options.CommandLine line, IReadOnlyList<string> words)
    {
        List<KeyValuePair<string, string>> pairs = [];
        foreach (string word in words)
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                line.Problem($"{DisplayText.Of(word)}: write NAME=VALUE, or NAME= for an empty value; objects are s3://BUCKET/KEY.");
            else
                pairs.Add(new(word[..equals], word[(equals + 1)..]));
        }
        return pairs;
    }
}
