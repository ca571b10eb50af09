namespace Sluice.Endpoint.Policies;

/// <summary>What a policy says of a request.</summary>
enum PolicyEffect
{
    /// <summary>Nothing.</summary>
    None,
    Allow,
    Deny,
}
