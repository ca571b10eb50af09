using System.Text.RegularExpressions;

namespace Sluice.Transfer;

/// <summary>
/// Ordered include and exclude rules over the name relative to the source, as rclone and aws-cli users know them: the
/// last rule that matches decides; with no match an item takes part unless the first rule is an include.
/// </summary>
public sealed class NameFilter
{
    readonly (bool Include, Regex Pattern)[] _rules;

    NameFilter((bool, Regex)[] rules) => _rules = rules;

    /// <summary>Everything takes part.</summary>
    public static NameFilter All { get; } = new([]);

    /// <summary>Rules in the order given. <c>*</c> and <c>?</c> match any characters, also <c>/</c>; <c>[a-z]</c> is a set.</summary>
    public static NameFilter Of(IEnumerable<(bool Include, string Glob)> rules) =>
        new([.. rules.Select(static rule => (rule.Include, Glob.ToRegex(rule.Glob)))]);

    /// <summary>True when an item of this name takes part.</summary>
    public bool Accepts(string relativeName)
    {
        bool accepted = _rules.Length == 0 || !_rules[0].Include;
        foreach ((bool include, Regex pattern) in _rules)
        {
            if (pattern.IsMatch(relativeName))
                accepted = include;
        }
        return accepted;
    }

    /// <summary>True when there is no rule.</summary>
    public bool AcceptsAll => _rules.Length == 0;
}
