using System.Text.RegularExpressions;
using Sluice.Trees;

namespace Sluice.Transfer;

/// <summary>
/// Ordered rules over names. Rules added one by one work as in aws-cli: the last that matches decides; with no match a name
/// is taken unless the first rule is an include. A filter file works as in rclone: within it the first rule that matches
/// decides; as a whole it counts as one rule at the place where it was added.
/// </summary>
public sealed class FilterRules
{
    // A rule of the command line is a group of one.
    readonly List<Group> _groups = [];
    bool _looked;

    /// <summary>True when there is no rule.</summary>
    public bool IsEmpty => _groups.Count == 0;

    /// <summary>Adds a rule. Throws <see cref="ArgumentException"/> for a malformed glob.</summary>
    public void Add(bool include, string glob) => _groups.Add(new Group([(include, Glob.ToRegex(glob))], isFile: false, glob));

    /// <summary>Rules added one by one that no name has matched so far, in their order; empty as long as no name was looked at.</summary>
    public IEnumerable<(bool Include, string Glob)> Unmatched => _looked ? _groups.Where(static group => !group.IsFile && !group.HasMatched).Select(static group => (group.Rules[0].Include, group.Text)) : [];

    /// <summary>Adds the rules of a file in rclone's syntax, read from a stream to its end.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">How problems name it.</param>
    /// <returns>Everything that is wrong, each with file and line; empty when the rules count.</returns>
    public IReadOnlyList<string> AddFile(Stream file, string name)
    {
        FilterFile read = FilterFile.Read(file, name);
        if (read.Problems.Count > 0)
            return read.Problems;
        if (read.ClearsEarlier)
            _groups.Clear();
        if (read.Rules.Count > 0)
            _groups.Add(new Group([.. read.Rules], isFile: true, name));
        return [];
    }

    /// <summary>True when a name is taken.</summary>
    internal bool Accepts(string name)
    {
        _looked = true;
        bool accepted = TakesUnmatched;
        foreach (Group group in _groups)
            if (group.Judge(name) is { } include)
            {
                accepted = include;
                // Never taken back, so that no lock is needed.
                group.HasMatched = true;
            }
        return accepted;
    }

    /// <summary>True for rules that take a name which nobody thought of.</summary>
    internal bool TakesOthers
    {
        get
        {
            string name = Guid.NewGuid().ToString("N");
            return _groups.Select(group => group.Judge(name)).LastOrDefault(static include => include is not null) ?? TakesUnmatched;
        }
    }

    bool TakesUnmatched => _groups is not [{ IsFile: false, Rules: [(true, _)] }, ..];

    /// <summary>True when no name below a directory can be taken: an exclude has its names at any depth, and no include behind it can match there.</summary>
    /// <param name="directory">Its name with a slash at the end; empty for all there is.</param>
    internal bool LeavesOutAllBelow(string directory)
    {
        string name = Guid.NewGuid().ToString("N");
        return LeavesOut(directory, directory + name) && LeavesOut(directory, $"{directory}{name}/{name}");
    }

    bool LeavesOut(string directory, string name)
    {
        for (int at = _groups.Count - 1; at >= 0; at--)
            foreach ((bool include, Regex pattern) in _groups[at].Rules)
            {
                if (include ? _groups[at].IsElsewhere(directory) : !pattern.IsMatch(name))
                    continue;
                _groups[at].HasMatched |= !include;
                return !include;
            }
        return !TakesUnmatched;
    }

    sealed class Group((bool Include, Regex Pattern)[] rules, bool isFile, string text)
    {
        public (bool Include, Regex Pattern)[] Rules => rules;

        public bool IsFile => isFile;

        public string Text => text;

        public bool HasMatched { get; set; }

        // By its first rule that matches; null where none does.
        public bool? Judge(string name)
        {
            foreach ((bool include, Regex pattern) in rules)
                if (pattern.IsMatch(name))
                    return include;
            return null;
        }

        // A rule begins with the characters before its first wildcard: below a directory that begins otherwise it matches nothing.
        public bool IsElsewhere(string directory)
        {
            string head = isFile ? "" : Glob.FirstWildcard(text) is >= 0 and int wildcard ? text[..wildcard] : text;
            return !head.StartsWith(directory, StringComparison.Ordinal) && !directory.StartsWith(head, StringComparison.Ordinal);
        }
    }
}
