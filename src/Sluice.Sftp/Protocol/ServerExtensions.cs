namespace Sluice.Sftp.Protocol;

/// <summary>What a server offers beyond version 3 (OpenSSH's PROTOCOL file, section 4). What it does not offer is done without.</summary>
internal sealed record ServerExtensions
{
    /// <summary>Bytes in one read or write that every server takes (draft-ietf-secsh-filexfer-02, section 3).</summary>
    public const int LeastData = 32 * 1024;

    /// <summary>Most bytes in one read. OpenSSH gives 255 KiB; half of that stays in a processor's cache on its way, and costs less CPU (docs/sftp.md).</summary>
    public const int MostRead = 128 * 1024;

    /// <summary>Most bytes in one write: what OpenSSH takes. They are read into the packet, and each packet less is an answer less (docs/sftp.md).</summary>
    public const int MostWritten = 255 * 1024;

    /// <summary>Renames over what is there: posix-rename@openssh.com.</summary>
    public bool HasPosixRename { get; init; }

    /// <summary>Flushes to the disk: fsync@openssh.com.</summary>
    public bool HasFlush { get; init; }

    /// <summary>Tells free space: statvfs@openssh.com.</summary>
    public bool HasSpace { get; init; }

    /// <summary>Tells its limits: limits@openssh.com.</summary>
    public bool HasLimits { get; init; }

    /// <summary>Copies from one of its files to another: copy-data.</summary>
    public bool HasCopy { get; init; }

    /// <summary>Sets attributes of symbolic links themselves: lsetstat@openssh.com.</summary>
    public bool HasLinkAttributes { get; init; }

    /// <summary>Most bytes in one read.</summary>
    public int ReadLength { get; init; } = LeastData;

    /// <summary>Most bytes in one write.</summary>
    public int WriteLength { get; init; } = LeastData;

    /// <summary>Reads the pairs behind the version.</summary>
    public static ServerExtensions From(ref PacketReader greeting)
    {
        ServerExtensions offered = new();
        while (!greeting.IsAtEnd)
        {
            ReadOnlySpan<byte> name = greeting.Bytes(), version = greeting.Bytes();
            offered = offered with
            {
                HasPosixRename = offered.HasPosixRename || name.SequenceEqual("posix-rename@openssh.com"u8) && version.SequenceEqual("1"u8),
                HasFlush = offered.HasFlush || name.SequenceEqual("fsync@openssh.com"u8) && version.SequenceEqual("1"u8),
                HasSpace = offered.HasSpace || name.SequenceEqual("statvfs@openssh.com"u8) && version.SequenceEqual("2"u8),
                HasCopy = offered.HasCopy || name.SequenceEqual("copy-data"u8) && version.SequenceEqual("1"u8),
                HasLinkAttributes = offered.HasLinkAttributes || name.SequenceEqual("lsetstat@openssh.com"u8) && version.SequenceEqual("1"u8),
                HasLimits = offered.HasLimits || name.SequenceEqual("limits@openssh.com"u8) && version.SequenceEqual("1"u8),
            };
        }
        return offered;
    }

    /// <summary>With the limits that the server told; 0 means that it does not say.</summary>
    public ServerExtensions WithLimits(ulong read, ulong write) => this with { ReadLength = Bounded(read, MostRead), WriteLength = Bounded(write, MostWritten) };

    static int Bounded(ulong told, int most) => told == 0 ? LeastData : (int)Math.Clamp(told, 1024, (ulong)most);
}
