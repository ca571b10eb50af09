namespace Sluice.S3.Wire;

/// <summary>What a connection waits for, and so which of the client's time limits counts.</summary>
internal enum DeadlineKind
{
    /// <summary>Nothing: the connection is idle or the caller is busy elsewhere.</summary>
    None,
    /// <summary>The connection itself, TLS included.</summary>
    Connect,
    /// <summary>The first byte of an answer.</summary>
    FirstByte,
    /// <summary>The next bytes, in either direction.</summary>
    Stall,
    /// <summary>Not a time limit: the caller gave up.</summary>
    Canceled,
}
