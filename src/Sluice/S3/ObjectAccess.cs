namespace Sluice.S3;

/// <summary>An object's access control list, as GetObjectAcl tells it.</summary>
/// <param name="OwnerId">Canonical id of the owner; empty when not told.</param>
/// <param name="Grants">Who may do what.</param>
public sealed record ObjectAccess(string OwnerId, IReadOnlyList<ObjectGrant> Grants);

/// <summary>One entry of an access control list.</summary>
/// <param name="Grantee">Canonical id of an account, or URI of a group.</param>
/// <param name="IsGroup">The grantee is a group.</param>
/// <param name="Permission"><c>READ</c>, <c>WRITE</c>, <c>READ_ACP</c>, <c>WRITE_ACP</c> or <c>FULL_CONTROL</c>.</param>
public readonly record struct ObjectGrant(string Grantee, bool IsGroup, string Permission);
