using System.IO.Enumeration;

namespace Sluice.Trees.Local;

/// <summary>
/// Counts the files below directories, much cheaper than a walk: names are neither made nor sorted, and of files beyond the first ten thousand one in sixteen is asked for its
/// size. What is no file counts, as it does in a run. Holds the directories on the way. For one thread.
/// </summary>
/// <param name="goesOn">Asked now and then with the count so far; false ends it.</param>
internal sealed class TreeCount(Func<long, bool> goesOn)
{
    const int AllSized = 10_000, OneIn = 16, AskedEvery = 4096;

    // As deep as a walk goes.
    const int MaxDepth = 512;

    static readonly EnumerationOptions Options = new() { AttributesToSkip = 0, IgnoreInaccessible = true, ReturnSpecialDirectories = false };

    bool _ended;

    /// <summary>Files found.</summary>
    public long Items { get; private set; }

    /// <summary>Their bytes; about, when there are many.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds those below a directory, links to directories not followed; false when it was ended.</summary>
    public bool Add(string directory) => Add(directory, depth: 0);

    bool Add(string directory, int depth)
    {
        List<string> below = [];
        try
        {
            FileSystemEnumerable<string> directories = new(directory, static (ref FileSystemEntry entry) => entry.ToFullPath(), Options) { ShouldIncludePredicate = IsDirectory };
            foreach (string found in directories)
            {
                if (_ended)
                    return false;
                below.Add(found);
            }
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // The run will say what is wrong with it.
        }
        foreach (string found in below)
            if (_ended || depth < MaxDepth && !Add(found, depth + 1))
                return false;
        return !_ended;
    }

    bool IsDirectory(ref FileSystemEntry entry)
    {
        // Without a question to the system, unless it is one or leads to one.
        if (_ended || entry.IsDirectory && (entry.Attributes & FileAttributes.ReparsePoint) == 0)
            return true;
        Items++;
        if (Items <= AllSized)
            Bytes += entry.Length;
        else if (Items % OneIn == 0)
            Bytes += OneIn * entry.Length;
        _ended = Items % AskedEvery == 0 && !goesOn(Items);
        return false;
    }
}
