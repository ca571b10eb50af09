using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;

namespace Sluice.Cli.Commands;

/// <summary>A command that does nothing itself: what is done is the next word.</summary>
abstract class GroupVerb : Verb
{
    readonly IReadOnlyList<NamedVerb> _verbs;

    /// <summary>Names the command and those below it.</summary>
    protected GroupVerb(string name, string summary, IReadOnlyList<NamedVerb> verbs) : base(name, summary, string.Join('|', verbs.Select(static verb => verb.Name)))
    {
        _verbs = verbs;
        Declare();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<NamedVerb> Nested => _verbs;

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        line.Problem(operands.Count == 0 || operands[0].Contains("://", StringComparison.Ordinal)
            ? $"Say what to do: sluice {Name} {Usage}."
            : $"There is no command {Name} {DisplayText.Of(operands[0])}.{ForeignVerbs.MeantBelow(operands[0], [.. _verbs.Select(static verb => verb.Name)])}");
        return new BoundCommand(new OutputSettings(), static _ => ExitCode.Usage);
    }
}
