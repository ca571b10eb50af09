namespace Sluice.S3.Auth.Providers;

/// <summary>Credentials as a provider issued them.</summary>
/// <param name="Credentials">The keys.</param>
/// <param name="Expiration">When they end; null for never.</param>
internal sealed record IssuedCredentials(Credentials Credentials, DateTimeOffset? Expiration);
