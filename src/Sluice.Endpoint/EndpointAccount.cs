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

    /// <summary>Name and key id only, never the secret.</summary>
    public override string ToString() => $"{Name} ({AccessKey})";
}
