using Sluice.S3.Credentials;

namespace Sluice.Tests.S3.Credentials;

/// <summary>Hands out the credentials it was given.</summary>
sealed class FixedCredentials(S3Credentials credentials) : CredentialSource
{
    public override S3Credentials? Current(CancellationToken cancellationToken) => credentials;
}
