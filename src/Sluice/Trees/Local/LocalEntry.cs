namespace Sluice.Trees.Local;

/// <summary>A file that a walk found, or the reason why something it found is none.</summary>
/// <param name="Path">Full path, as the file system knows it.</param>
/// <param name="Name">Relative to the walk's root, with forward slashes.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">Last write.</param>
/// <param name="Problem">Null for a file; else what it is instead.</param>
internal readonly record struct LocalEntry(string Path, string Name, long Length, DateTimeOffset Modified, LocalProblem? Problem)
{
    /// <summary>Number in its file system; 0 where nobody says.</summary>
    public ulong Inode { get; init; }

    /// <summary>Last change of content or attributes, in nanoseconds since 1970; null where nobody has asked.</summary>
    public Int128? ChangedNanoseconds { get; init; }
}
