namespace Sluice.Endpoint.Access;

/// <summary>Who sent a request.</summary>
/// <param name="Id">Canonical id of the account.</param>
/// <param name="Name">Its display name.</param>
sealed record Caller(string Id, string Name)
{
    /// <summary>S3's own id for requests without a signature.</summary>
    public static Caller Anonymous { get; } = new("65a011a29cdf8ec533ec3d1ccaae921c", "anonymous");

    public bool IsAnonymous => ReferenceEquals(this, Anonymous);

    /// <summary>Twelve digits that follow from the id, for the ARNs of policies.</summary>
    public string AccountNumber => EndpointAccount.NumberOf(Id);
}
