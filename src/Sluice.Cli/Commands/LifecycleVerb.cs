using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice lifecycle</c>: what lifecycles do; the next word says what is asked.</summary>
sealed class LifecycleVerb : Verb
{
    /// <summary>Declares the command.</summary>
    public LifecycleVerb() : base("lifecycle", "Say what a bucket's lifecycle will remove and move.", "explain s3://BUCKET") => Declare();

    /// <inheritdoc/>
    public override IReadOnlyList<NamedVerb> Nested => [new("explain", static () => new LifecycleExplainVerb())];

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice lifecycle explain s3://album", "the rules that are set"),
        new("sluice lifecycle explain s3://album rules.yaml", "rules that are not set yet"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        line.Problem(operands.Count == 0 ? "Say what: sluice lifecycle explain s3://BUCKET." : $"There is no command lifecycle {DisplayText.Of(operands[0])}.{ForeignVerbs.MeantBelow(operands[0], ["explain"])}");
        return new BoundCommand(new OutputSettings(), static _ => ExitCode.Usage);
    }
}
