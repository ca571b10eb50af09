using Sluice.S3;

namespace Sluice.Cli.Commands;

/// <summary>
/// Adds up sizes by directory while keys come in order: what a directory holds is known as soon as a key behind it comes,
/// so only the directories on the way to the latest key are held.
/// </summary>
/// <param name="start">Bytes of each key that lie above the first level.</param>
/// <param name="depth">Levels that are told apart, 0 or more.</param>
/// <param name="report">Told each directory with the sum of its objects when it is complete, the inner ones first.</param>
sealed class UsageTree(int start, int depth, Action<ObjectKey, UsageSum> report)
{
    readonly List<Level> _open = [];

    /// <summary>Adds an object; its key comes behind all before it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="size">Its size; null for unknown.</param>
    public void Add(ObjectKey key, long? size)
    {
        // 1 Leave the directories that it is not in.
        int kept = 0;
        while (kept < _open.Count && key.StartsWith(_open[kept].Directory))
            kept++;
        Leave(kept);
        // 2 Enter those that it is in.
        while (_open.Count < depth && NextSlash(key, _open.Count == 0 ? start : _open[^1].Directory.Length) is >= 0 and int slash)
            _open.Add(new Level(new ObjectKey(key.Bytes[..(slash + 1)].ToArray())));
        foreach (Level level in _open)
            level.Sum = level.Sum.With(size);
    }

    /// <summary>No more keys come.</summary>
    public void End() => Leave(0);

    void Leave(int kept)
    {
        for (int i = _open.Count - 1; i >= kept; i--)
        {
            report(_open[i].Directory, _open[i].Sum);
            _open.RemoveAt(i);
        }
    }

    static int NextSlash(ObjectKey key, int from) => key.Bytes[from..].IndexOf((byte)'/') is >= 0 and int at ? from + at : -1;

    sealed class Level(ObjectKey directory)
    {
        public ObjectKey Directory { get; } = directory;

        public UsageSum Sum { get; set; }
    }
}
