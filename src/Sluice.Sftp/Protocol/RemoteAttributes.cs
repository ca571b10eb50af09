namespace Sluice.Sftp.Protocol;

/// <summary>What a server tells of a file (draft-ietf-secsh-filexfer-02, section 5). What it leaves out is unknown.</summary>
/// <param name="Size">Bytes; null when it does not tell, or tells more than a file can have.</param>
/// <param name="Mode">Permission bits and kind, as POSIX has them; null when it does not tell.</param>
/// <param name="Modified">Last write, in seconds since 1970; null when it does not tell.</param>
internal readonly record struct RemoteAttributes(long? Size, uint? Mode, uint? Modified)
{
    internal const uint HasSize = 1, HasOwner = 2, HasMode = 4, HasTimes = 8, HasExtended = 0x80000000;

    /// <summary>Number of the owner; null when it does not tell.</summary>
    public uint? User { get; init; }

    /// <summary>Number of the group; null when it does not tell.</summary>
    public uint? Group { get; init; }

    // <sys/stat.h>.
    const uint KindMask = 0xf000, RegularKind = 0x8000, DirectoryKind = 0x4000, LinkKind = 0xa000;

    /// <summary>The kind is told.</summary>
    public bool IsKnown => (Mode & KindMask) is not (null or 0);

    /// <summary>A regular file.</summary>
    public bool IsFile => (Mode & KindMask) == RegularKind;

    /// <summary>A directory.</summary>
    public bool IsDirectory => (Mode & KindMask) == DirectoryKind;

    /// <summary>A symbolic link.</summary>
    public bool IsLink => (Mode & KindMask) == LinkKind;

    /// <summary>Permission bits; null when they are not told.</summary>
    public uint? Permissions => Mode & 0xfff;

    /// <summary>A time as version 3 has it, in whole seconds from 1970 to 2106; null for another one.</summary>
    public static uint? SecondsOf(DateTimeOffset? time) => time?.ToUnixTimeSeconds() is { } seconds and >= 0 and <= uint.MaxValue ? (uint)seconds : null;

    /// <summary>Last write.</summary>
    public DateTimeOffset? ModifiedTime => Modified is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
