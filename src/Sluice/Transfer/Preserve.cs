namespace Sluice.Transfer;

/// <summary>What a file has besides its bytes that goes with it into an object's metadata, and comes back.</summary>
[Flags]
public enum Preserve
{
    /// <summary>Nothing; a downloaded file gets the time at which its object was written.</summary>
    None = 0,
    /// <summary>Time of the last write, in nanoseconds: metadata <c>mtime</c>, as rclone writes it.</summary>
    Time = 1,
    /// <summary>Permission bits: metadata <c>mode</c>, in octal.</summary>
    Mode = 2,
    /// <summary>Owner and group as numbers: metadata <c>uid</c> and <c>gid</c>. Restored only by a privileged user.</summary>
    Owner = 4,
    /// <summary>Symbolic links as themselves: objects with the suffix <c>.rclonelink</c> that hold the target's name.</summary>
    Symlinks = 8,
    /// <summary>All of these.</summary>
    All = Time | Mode | Owner | Symlinks,
}
