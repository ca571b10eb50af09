using Sluice.S3;

namespace Sluice.Cli.Commands;

/// <summary>What sums are told apart by.</summary>
enum UsageBy
{
    /// <summary>Directories.</summary>
    Directory,
    /// <summary>Storage classes.</summary>
    Class,
    /// <summary>Time since they were written.</summary>
    Age,
    /// <summary>Levels of directories that they lie in.</summary>
    Depth,
}

/// <summary>Adds up sizes by storage class, age or depth, in the memory of a hundred groups.</summary>
/// <param name="by">By what.</param>
/// <param name="start">Bytes of each key that lie above the first level.</param>
/// <param name="now">What ages count back from.</param>
sealed class UsageGroups(UsageBy by, int start, DateTimeOffset now)
{
    // A hostile store could name as many classes as it has objects.
    const int Most = 100;

    static readonly (int Days, string Name)[] Ages = [(1, "younger than 1d"), (7, "1d to 7d"), (30, "7d to 30d"), (90, "30d to 90d"), (365, "90d to 365d"), (int.MaxValue, "365d or older")];

    readonly SortedDictionary<(int Order, string Name), UsageSum> _groups = [];

    /// <summary>The groups with what is in them: classes by name, ages from the youngest, depths from the top.</summary>
    public IEnumerable<(string Name, UsageSum Sum)> All => _groups.Select(static group => (group.Key.Name, group.Value));

    /// <summary>Adds an object.</summary>
    public void Add(in ListedObject found)
    {
        (int Order, string Name) group = GroupOf(found);
        if (!_groups.ContainsKey(group) && _groups.Count >= Most)
            group = (int.MaxValue, "others");
        _groups[group] = _groups.GetValueOrDefault(group).With(found.Size);
    }

    (int, string) GroupOf(in ListedObject found)
    {
        if (by == UsageBy.Class)
            return (0, found.StorageClass ?? "STANDARD");
        if (by == UsageBy.Depth)
        {
            int depth = found.Key.Bytes[Math.Min(start, found.Key.Length)..].Count((byte)'/');
            return (depth, $"depth {depth}");
        }
        if (found.LastModified is not { } modified)
            return (Ages.Length, "age not told");
        double days = (now - modified).TotalDays;
        int age = Array.FindIndex(Ages, range => days < range.Days);
        return (age, Ages[age].Name);
    }
}
