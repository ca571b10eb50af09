namespace Sluice.S3.Credentials.Providers;

/// <summary>Credentials as a provider issued them.</summary>
/// <param name="Credentials">The keys.</param>
/// <param name="Expiration">When they end; null for never.</param>
internal sealed record IssuedCredentials(S3Credentials Credentials, DateTimeOffset? Expiration);
