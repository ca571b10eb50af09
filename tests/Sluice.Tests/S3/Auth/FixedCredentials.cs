using Sluice.S3.Auth;

namespace Sluice.Tests.S3.Auth;

/// <summary>Hands out the credentials it was given.</summary>
sealed class FixedCredentials(Credentials credentials) : CredentialSource
{
    public override Credentials? Current(CancellationToken cancellationToken) => credentials;
}
