using System.CommandLine;
using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Cli.Options;

/// <summary>Which items take part.</summary>
sealed class FilterFlags
{
    readonly Option<string[]> _include = Flags.Values("--include", "GLOB", "Take names that match. Repeatable; the last rule that matches decides.");
    readonly Option<string[]> _exclude = Flags.Values("--exclude", "GLOB", "Leave out names that match. The order of rules counts.");

    /// <summary>The options under their heading.</summary>
    public OptionGroup Group => new("Filters", _include, _exclude);

    /// <summary>Reads the rules in the order typed, whichever of the two options they came with.</summary>
    public ItemFilter Read(CommandLine line)
    {
        List<(bool, string)> rules = [];
        foreach ((Option option, string glob) in line.InOrder(_include, _exclude))
        {
            try
            {
                Glob.ToRegex(glob);
                rules.Add((option == _include, glob));
            }
            catch (ArgumentException)
            {
                line.Problem($"{option.Name} {DisplayText.Of(glob)}: a set such as [a-z] is malformed.");
            }
        }
        return rules.Count == 0 ? ItemFilter.All : ItemFilter.Of(rules);
    }
}
