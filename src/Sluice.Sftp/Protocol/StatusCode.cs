namespace Sluice.Sftp.Protocol;

/// <summary>What a status answer says (draft-ietf-secsh-filexfer-02, section 7).</summary>
internal enum StatusCode : uint
{
    /// <summary>Done.</summary>
    Ok = 0,
    /// <summary>The end of a file or of a directory.</summary>
    EndOfFile = 1,
    /// <summary>There is no such name.</summary>
    NoSuchFile = 2,
    /// <summary>Access is refused.</summary>
    PermissionDenied = 3,
    /// <summary>Anything else; a full disk too.</summary>
    Failure = 4,
    /// <summary>The packet was not understood.</summary>
    BadMessage = 5,
    /// <summary>There is no connection.</summary>
    NoConnection = 6,
    /// <summary>The connection was lost.</summary>
    ConnectionLost = 7,
    /// <summary>The server cannot do this.</summary>
    Unsupported = 8,
}
