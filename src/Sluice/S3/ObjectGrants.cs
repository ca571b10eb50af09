namespace Sluice.S3;

/// <summary>
/// Who may do what with an object, as the <c>x-amz-grant-*</c> headers take it: grantees such as <c>id="..."</c>,
/// <c>uri="..."</c> or <c>emailAddress="..."</c> with commas between (S3 User Guide, "Access control list overview").
/// They are the whole list: whoever is not named has nothing, but for the owner's right to change it.
/// </summary>
public sealed record ObjectGrants
{
    /// <summary>May read the object.</summary>
    public string? Read { get; init; }

    /// <summary>May read its ACL.</summary>
    public string? ReadAcp { get; init; }

    /// <summary>May change its ACL.</summary>
    public string? WriteAcp { get; init; }

    /// <summary>May do all of this.</summary>
    public string? FullControl { get; init; }
}
