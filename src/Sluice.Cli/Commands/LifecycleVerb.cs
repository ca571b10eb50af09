using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice lifecycle</c>: what lifecycles do; the next word says what is asked.</summary>
sealed class LifecycleVerb : GroupVerb
{
    static readonly NamedVerb[] Verbs = [new("explain", static () => new LifecycleExplainVerb())];

    /// <summary>Declares the command.</summary>
    public LifecycleVerb() : base("lifecycle", "Say what a bucket's lifecycle will remove and move.", Verbs, "s3://BUCKET") { }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice lifecycle explain s3://album", "the rules that are set"),
        new("sluice lifecycle explain s3://album rules.yaml", "rules that are not set yet"),
    ];
}
