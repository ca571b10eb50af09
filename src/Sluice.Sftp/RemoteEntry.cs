using Sluice.Trees;

namespace Sluice.Sftp;

/// <summary>One name of a listing of a host.</summary>
/// <param name="Location">Where it is.</param>
/// <param name="Name">Its name below what was listed, exact where it is UTF-8.</param>
/// <param name="Size">Bytes; null for what is no file.</param>
/// <param name="Modified">Last write, in whole seconds; null when the host does not tell.</param>
/// <param name="IsDirectory">A directory, whose name ends in a slash.</param>
/// <param name="Problem">Why it is no file that can be read, one sentence; null for a file and a directory.</param>
public readonly record struct RemoteEntry(Location Location, ReadOnlyMemory<byte> Name, long? Size, DateTimeOffset? Modified, bool IsDirectory, string? Problem)
{
    /// <summary>What a run of Sluice has not finished, or one that was killed left: size and time are those of now.</summary>
    public bool IsUnfinished { get; init; }
}
