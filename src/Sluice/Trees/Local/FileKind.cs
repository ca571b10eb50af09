namespace Sluice.Trees.Local;

/// <summary>What a name in a file system stands for.</summary>
internal enum FileKind
{
    /// <summary>Nothing: it is not there.</summary>
    Missing,
    /// <summary>A regular file.</summary>
    File,
    /// <summary>A directory.</summary>
    Directory,
    /// <summary>A named pipe.</summary>
    Fifo,
    /// <summary>A socket.</summary>
    Socket,
    /// <summary>A character or block device.</summary>
    Device,
    /// <summary>There, and access to it is refused.</summary>
    Denied,
    /// <summary>A symbolic link; only where links are not followed.</summary>
    Link,
    /// <summary>Symbolic links that lead in a circle.</summary>
    LinkLoop,
}
