using System.CommandLine;

namespace Sluice.Cli.Options;

// Of options that say something about others: what was set for many commands must not stand in the way of one that does not need it.
sealed partial class CommandLine
{
    // Set without being typed, and of no use beside the rest of the line.
    readonly HashSet<Option> _idle = [];

    string? SetTextOf(Option option) => _idle.Contains(option) ? null : Defaults?.TextOf(option);

    /// <summary>Options that were not typed count as not given, though they are set.</summary>
    public void TakeTyped(params IReadOnlyList<Option> options) => _idle.UnionWith(options.Where(option => !IsTyped(option)));

    /// <summary>Tells of options that mean something only where something else holds, and it does not. Those that were not typed count as not given then. Before they are read.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="sentence">What is said, once.</param>
    /// <param name="options">The options.</param>
    public void Expect(bool holds, string sentence, params IReadOnlyList<Option> options)
    {
        if (holds)
            return;
        if (options.Any(IsTyped))
            Problem(sentence);
        TakeTyped(options);
    }

    /// <summary>Tells of two options that exclude each other, as <see cref="Collide"/> finds them.</summary>
    public void Exclude(Option one, Option other, string sentence)
    {
        if (Collide(one, other))
            Problem(sentence);
    }

    /// <summary>Tells, once, of an option that excludes each of several others, as <see cref="Collide"/> finds them.</summary>
    public void Exclude(Option one, IReadOnlyList<Option> others, string sentence)
    {
        bool any = false;
        foreach (Option other in others)
            any |= Collide(one, other);
        if (any)
            Problem(sentence);
    }

    /// <summary>
    /// True when two options were given that exclude each other, and neither goes before the other. Else the one that was typed does, then that of a variable, then that of a
    /// section that was named; the other one counts as not given. Before they are read.
    /// </summary>
    public bool Collide(Option one, Option other)
    {
        if (!Has(one) || !Has(other))
            return false;
        int before = NearnessOf(one).CompareTo(NearnessOf(other));
        if (before != 0)
            _idle.Add(before > 0 ? other : one);
        return before == 0;
    }

    int NearnessOf(Option option) => IsTyped(option) ? 3 : Defaults?.Find(option)?.Source switch { "[options]" => 0, ['[', ..] => 1, _ => 2 };
}
