using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sluice.Endpoint;

/// <summary>An account that may sign requests.</summary>
/// <param name="Name">Display name; also makes the account's canonical id.</param>
/// <param name="AccessKey">Access key id.</param>
/// <param name="SecretKey">Its secret.</param>
public sealed record EndpointAccount(string Name, string AccessKey, string SecretKey)
{
    /// <summary>Session token that its requests must carry; null: they must carry none.</summary>
    public string? SessionToken { get; init; }

    /// <summary>Canonical user id, as it appears in owners and ACL grants: 64 hex digits that follow from the name.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("sluice-endpoint-account:" + Name)));

    /// <summary>The account's number for ARNs in bucket policies (<c>arn:aws:iam::NUMBER:root</c>): 12 digits that follow from the name.</summary>
    public string Number => NumberOf(Id);

    internal static string NumberOf(string id)
    {
        ulong number = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
        return (number % 1_000_000_000_000).ToString("D12", CultureInfo.InvariantCulture);
    }

    /// <summary>Name and key id only, never the secret.</summary>
    public override string ToString() => $"{Name} ({AccessKey})";
}
