using System.Text.RegularExpressions;

namespace Sluice.Transfer;

/// <summary>
/// Which items take part. Ordered include and exclude rules over the name relative to the source, as rclone and aws-cli
/// users know them: the last rule that matches decides; with no match an item takes part unless the first rule is an
/// include. Then bounds of size and time, which all must hold.
/// </summary>
public sealed class ItemFilter
{
    readonly (bool Include, Regex Pattern)[] _rules;

    ItemFilter((bool, Regex)[] rules) => _rules = rules;

    /// <summary>Everything takes part.</summary>
    public static ItemFilter All { get; } = new([]);

    /// <summary>Least bytes of an item; null for no bound.</summary>
    public long? MinSize { get; init; }

    /// <summary>Most bytes of an item; null for no bound.</summary>
    public long? MaxSize { get; init; }

    /// <summary>Only items modified after this moment; null for no bound.</summary>
    public DateTimeOffset? NewerThan { get; init; }

    /// <summary>Only items modified before this moment; null for no bound.</summary>
    public DateTimeOffset? OlderThan { get; init; }

    /// <summary>True when there is no rule and no bound.</summary>
    public bool AcceptsAll => _rules.Length == 0 && MinSize is null && MaxSize is null && NewerThan is null && OlderThan is null;

    /// <summary>Rules in the order given. <c>*</c> and <c>?</c> match any characters, also <c>/</c>; <c>[a-z]</c> is a set.</summary>
    public static ItemFilter Of(IEnumerable<(bool Include, string Glob)> rules) =>
        new([.. rules.Select(static rule => (rule.Include, Glob.ToRegex(rule.Glob)))]);

    /// <summary>True when an item takes part.</summary>
    public bool Accepts(string relativeName, long size, DateTimeOffset modified) =>
        !(size < MinSize || size > MaxSize || modified <= NewerThan || modified >= OlderThan) && AcceptsName(relativeName);

    bool AcceptsName(string relativeName)
    {
        bool accepted = _rules.Length == 0 || !_rules[0].Include;
        foreach ((bool include, Regex pattern) in _rules)
        {
            if (pattern.IsMatch(relativeName))
                accepted = include;
        }
        return accepted;
    }
}
