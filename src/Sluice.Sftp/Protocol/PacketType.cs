namespace Sluice.Sftp.Protocol;

/// <summary>Kinds of packets of version 3 (draft-ietf-secsh-filexfer-02, section 3).</summary>
internal enum PacketType : byte
{
    /// <summary>Client's greeting.</summary>
    Init = 1,
    /// <summary>Server's greeting.</summary>
    Version = 2,
    /// <summary>Opens a file.</summary>
    Open = 3,
    /// <summary>Closes a handle.</summary>
    Close = 4,
    /// <summary>Reads from a file.</summary>
    Read = 5,
    /// <summary>Writes to a file.</summary>
    Write = 6,
    /// <summary>Attributes of a name; of a link itself.</summary>
    LinkStatus = 7,
    /// <summary>Attributes of an open file.</summary>
    HandleStatus = 8,
    /// <summary>Sets attributes of a name.</summary>
    SetStatus = 9,
    /// <summary>Sets attributes of an open file.</summary>
    SetHandleStatus = 10,
    /// <summary>Opens a directory.</summary>
    OpenDirectory = 11,
    /// <summary>Reads the next names of a directory.</summary>
    ReadDirectory = 12,
    /// <summary>Removes a file.</summary>
    Remove = 13,
    /// <summary>Makes a directory.</summary>
    MakeDirectory = 14,
    /// <summary>Removes an empty directory.</summary>
    RemoveDirectory = 15,
    /// <summary>Makes a name absolute.</summary>
    RealPath = 16,
    /// <summary>Attributes of what a name leads to.</summary>
    Status = 17,
    /// <summary>Renames, where the new name is free.</summary>
    Rename = 18,
    /// <summary>The target of a symbolic link.</summary>
    ReadLink = 19,
    /// <summary>Makes a symbolic link; OpenSSH takes the target first.</summary>
    MakeLink = 20,
    /// <summary>An answer without data.</summary>
    StatusAnswer = 101,
    /// <summary>An answer with a handle.</summary>
    Handle = 102,
    /// <summary>An answer with bytes of a file.</summary>
    Data = 103,
    /// <summary>An answer with names.</summary>
    Name = 104,
    /// <summary>An answer with attributes.</summary>
    Attributes = 105,
    /// <summary>A request of an extension.</summary>
    Extended = 200,
    /// <summary>An answer of an extension.</summary>
    ExtendedAnswer = 201,
}
