namespace Sluice.Trees.Local;

/// <summary>What is left out of a local tree, counted as skipped, instead of being a failure by name.</summary>
[Flags]
public enum LocalSkip
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Files and directories that may not be read. Not the directory that was named itself: then nothing at all could be read.</summary>
    Unreadable = 1,
    /// <summary>Symbolic links; where links are followed, only those that lead nowhere or in a circle.</summary>
    Links = 2,
    /// <summary>Pipes, sockets and devices.</summary>
    Special = 4,
}
