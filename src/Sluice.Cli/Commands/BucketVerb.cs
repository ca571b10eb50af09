using Sluice.Administration;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice bucket</c>: the documents that configure buckets; what is done with one is the next word.</summary>
sealed class BucketVerb : GroupVerb
{
    static readonly NamedVerb[] Verbs = [new("get", static () => new BucketGetVerb()), new("set", static () => new BucketSetVerb()), new("rm", static () => new BucketRmVerb())];

    /// <summary>What there is to be configured.</summary>
    public static string Settings { get; } = string.Join(", ", BucketSetting.All.Select(static setting => setting.Name));

    /// <summary>Declares the command.</summary>
    public BucketVerb() : base("bucket", "Show and change what configures a bucket.", Verbs, "WHAT s3://BUCKET") { }

    /// <inheritdoc/>
    public override string? Notes =>
        """
        WHAT: versioning, policy, lifecycle, cors, encryption, public-access-block, ownership, tagging, website,
        notification, object-lock, logging, request-payment. Documents are those of aws-cli, as JSON or YAML.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice bucket get lifecycle s3://album", "as JSON"),
        new("sluice bucket set lifecycle s3://album rules.yaml --diff --dry-run", "what would change"),
        new("sluice bucket rm cors s3://album", "remove one"),
    ];

    /// <summary>Reads what and of which bucket; tells the line of anything else.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="operands">Its operands.</param>
    /// <param name="usage">How the command is written.</param>
    /// <param name="least">So many operands there must be.</param>
    /// <param name="most">So many there may be.</param>
    public static (BucketSetting? Setting, S3Location? Bucket) Read(Options.CommandLine line, IReadOnlyList<string> operands, string usage, int least, int most)
    {
        if (operands.Count < least || operands.Count > most)
        {
            line.Problem($"Write {usage}.");
            return (null, null);
        }
        BucketSetting? setting = BucketSetting.Find(operands[0]);
        if (setting is null)
            line.Problem($"There is nothing called {DisplayText.Of(operands[0])} to configure; there are {Settings}.{Spelling.DidYouMean(operands[0], BucketSetting.All.Select(static one => one.Name))}");
        return (setting, BucketOperands.Read(line, [operands[1]], usage) is [var bucket] ? bucket : null);
    }

    /// <summary>Completes the first word.</summary>
    public static void Complete(System.CommandLine.Argument<string[]> operands) => operands.CompletionSources.Add(static _ => BucketSetting.All.Select(static setting => new System.CommandLine.Completions.CompletionItem(setting.Name)));
}
