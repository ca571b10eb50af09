namespace Sluice.Transfer;

/// <summary>What a copy of an object takes along besides its bytes, where nothing else was asked for.</summary>
[Flags]
public enum CarriedAttributes
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Content-Type and its like, Cache-Control, Expires, and user metadata.</summary>
    Headers = 1,
    /// <summary>Tags; one request for an object that has some, unless its store copies them itself.</summary>
    Tags = 2,
    /// <summary>Storage class, where the destination knows it.</summary>
    StorageClass = 4,
    /// <summary>Website redirect, where it was told: of listed objects that one CopyObject copies it is not.</summary>
    Redirect = 8,
    /// <summary>Encryption by KMS, within a bucket; elsewhere the key may not be at hand, and the destination's default holds.</summary>
    Encryption = 16,
    /// <summary>Retention and legal hold: the copy cannot be removed either. One HEAD for each listed object that its store copies.</summary>
    Lock = 32,
    /// <summary>The access control list; one GetObjectAcl for each object.</summary>
    Acl = 64,
    /// <summary>What costs no request and locks nothing.</summary>
    Default = Headers | Tags | StorageClass | Redirect | Encryption,
    /// <summary>Everything.</summary>
    All = Default | Lock | Acl,
}
