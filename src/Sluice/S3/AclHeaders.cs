namespace Sluice.S3;

/// <summary>
/// An access control list as headers say it: a canned one, or grantees such as <c>id="..."</c> and <c>uri="..."</c> with commas between (S3 API reference, PutObjectAcl).
/// They are the whole list: the owner has nothing either that is not granted, but for the right to change it.
/// </summary>
public sealed record AclHeaders
{
    /// <summary>The name of a canned list; null where grants are given.</summary>
    public string? Canned { get; init; }

    /// <summary>May read the object, or list the bucket.</summary>
    public string? Read { get; init; }

    /// <summary>May write into the bucket; not for objects.</summary>
    public string? Write { get; init; }

    /// <summary>May read the list itself.</summary>
    public string? ReadAcp { get; init; }

    /// <summary>May change the list itself.</summary>
    public string? WriteAcp { get; init; }

    /// <summary>May do all of this.</summary>
    public string? FullControl { get; init; }
}
