namespace Sluice.Trees.Local;

/// <summary>What a listing saw of a local file, by which one sees before it is written over that it is still the same.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">Last write.</param>
/// <param name="Inode">Number in its file system; 0 where nobody said.</param>
internal readonly record struct ListedFile(long Length, DateTimeOffset Modified, ulong Inode)
{
    /// <summary>No file of that name: none that is there is it.</summary>
    public static ListedFile None => new(-1, default, 0);

    /// <summary>True when this is the file.</summary>
    public bool Is(in FileStatus now) => Length == now.Length && Modified == now.Modified && (Inode == 0 || Inode == now.Inode);
}
