using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;

namespace Sluice.Cli.Commands;

/// <summary>A command that does nothing itself: what is done is the next word.</summary>
abstract class GroupVerb : Verb
{
    readonly IReadOnlyList<NamedVerb> _verbs;

    readonly string _asks;

    /// <summary>Names the command and those below it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="summary">What it is for.</param>
    /// <param name="verbs">The commands below it.</param>
    /// <param name="rest">What is written behind the next word; empty when that differs.</param>
    /// <param name="asks">What they do, as in "Say what to do".</param>
    protected GroupVerb(string name, string summary, IReadOnlyList<NamedVerb> verbs, string rest = "", string asks = "do")
        : base(name, summary, $"{string.Join('|', verbs.Select(static verb => verb.Name))} {rest}".TrimEnd())
    {
        (_verbs, _asks) = (verbs, asks);
        Declare();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<NamedVerb> Nested => _verbs;

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        line.Problem(operands.Count == 0 || operands[0].Contains("://", StringComparison.Ordinal)
            ? $"Say what to {_asks}: sluice {Name} {Usage}."
            : $"There is no command {Name} {DisplayText.Of(operands[0])}.{ForeignVerbs.MeantBelow(operands[0], [.. _verbs.Select(static verb => verb.Name)])}");
        return new BoundCommand(new OutputSettings(), static _ => ExitCode.Usage);
    }
}
