using Sluice.Engine;
using Sluice.Trees;

namespace Sluice.Transfer;

/// <summary>
/// Which items take part: rules over the name relative to the source (see <see cref="FilterRules"/>), then bounds of size
/// and time, which all must hold.
/// </summary>
public sealed class ItemFilter
{
    readonly FilterRules _rules;

    ItemFilter(FilterRules rules) => _rules = rules;

    /// <summary>Everything takes part.</summary>
    public static ItemFilter All { get; } = new(new FilterRules());

    /// <summary>Least bytes of an item; null for no bound.</summary>
    public long? MinSize { get; init; }

    /// <summary>Most bytes of an item; null for no bound.</summary>
    public long? MaxSize { get; init; }

    /// <summary>Only items modified after this moment; null for no bound.</summary>
    public DateTimeOffset? NewerThan { get; init; }

    /// <summary>Only items modified before this moment; null for no bound.</summary>
    public DateTimeOffset? OlderThan { get; init; }

    /// <summary>True when there is no rule and no bound.</summary>
    public bool AcceptsAll => _rules.IsEmpty && MinSize is null && MaxSize is null && NewerThan is null && OlderThan is null;

    /// <summary>Rules in the order given. <c>*</c> and <c>?</c> match any characters, also <c>/</c>; <c>[a-z]</c> is a set.</summary>
    public static ItemFilter From(IEnumerable<(bool Include, string Glob)> rules)
    {
        FilterRules all = new();
        foreach ((bool include, string glob) in rules)
            all.Add(include, glob);
        return From(all);
    }

    /// <summary>Rules that were read already; they must not change any more. Bounds are set beside them.</summary>
    public static ItemFilter From(FilterRules rules, long? minSize = null, long? maxSize = null, DateTimeOffset? newerThan = null, DateTimeOffset? olderThan = null) =>
        new(rules) { MinSize = minSize, MaxSize = maxSize, NewerThan = newerThan, OlderThan = olderThan };

    /// <summary>True when items take part whose names no rule was thought of, whatever their size and time: next to everything does.</summary>
    public bool AcceptsAlmostAll => MinSize is null && MaxSize is null && NewerThan is null && OlderThan is null && _rules.TakesOthers;

    /// <summary>True when an item takes part. A size or time that is not known (null) lies within no bound.</summary>
    public bool Accepts(string relativeName, long? size, DateTimeOffset? modified) => Decide(relativeName, size, modified) == true;

    /// <summary>Whether an item takes part; null when a bound is of what is not known of it (null), so that it cannot be told.</summary>
    public bool? Decide(string relativeName, long? size, DateTimeOffset? modified) =>
        // The rules come first: they are to know each name, also of items that the bounds leave out.
        !_rules.Accepts(relativeName) || size < MinSize || size > MaxSize || modified <= NewerThan || modified >= OlderThan ? false
            : Needs(size, modified) ? null : true;

    /// <summary>
    /// Whether an entry takes part. One that could not be looked at is left out only where that is certain: a directory where the rules leave out it and whatever may be below
    /// it, and anything else by its name, and by such bounds as its status tells.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="name">Its name for the rules.</param>
    internal bool? Decide(in TreeEntry entry, string name)
    {
        if (entry.Problem is null || AcceptsAll)
            return AcceptsAll ? true : Decide(name, entry.Size, entry.Modified);
        if (entry.IsClosedDirectory)
            return _rules.Accepts(name) || !_rules.LeavesOutAllBelow(name);
        // What no status tells has the least of all times.
        bool isTold = entry.Modified is { } modified && modified != default;
        return Decide(name, isTold ? entry.Size : null, isTold ? entry.Modified : null) != false;
    }

    /// <summary>Why an item takes no part, also one of which nobody could tell what a bound asks for; null when it does.</summary>
    internal ItemFailure? LeftOut(string relativeName, long? size, DateTimeOffset? modified) => AcceptsAll ? null : LeftOut(Decide(relativeName, size, modified), size);

    /// <summary>Why an entry takes no part, as <see cref="Decide(in TreeEntry, string)"/> finds; null when it does.</summary>
    internal ItemFailure? LeftOut(in TreeEntry entry, string name) => LeftOut(Decide(entry, name), entry.Size);

    ItemFailure? LeftOut(bool? isTaken, long? size) => isTaken switch
    {
        true => null,
        false => Filtered,
        _ => new ItemFailure(OutcomeKind.Failed, "Undecided", $"A filter asks for its {(size is null && (MinSize ?? MaxSize) is not null ? "size" : "time of writing")}, which the store does not tell."),
    };

    /// <summary>The outcome of what a filter leaves out.</summary>
    internal static ItemFailure Filtered { get; } = new(OutcomeKind.Skipped, "Filtered", "Left out by a filter.");

    /// <summary>True when there is a bound of what is not known of an item: whether it takes part cannot be told before it was asked for.</summary>
    internal bool Needs(long? size, DateTimeOffset? modified) =>
        size is null && (MinSize ?? MaxSize) is not null || modified is null && (NewerThan ?? OlderThan) is not null;
}
