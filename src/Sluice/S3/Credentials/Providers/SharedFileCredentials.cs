using Sluice.Failures;
using Sluice.S3.Credentials.Profiles;

namespace Sluice.S3.Credentials.Providers;

/// <summary>Keys that stand in a profile. Read anew when the store refuses them, because other programs write temporary ones there.</summary>
internal sealed class SharedFileCredentials(AwsEnvironment environment, string profileName) : CredentialProvider
{
    /// <inheritdoc/>
    public override IssuedCredentials Fetch(CancellationToken cancellationToken)
    {
        AwsProfile profile = AwsProfiles.Read(environment).Get(profileName);
        if (profile["aws_access_key_id"] is not { } id || profile["aws_secret_access_key"] is not { } secret)
            throw Failed($"Profile '{DisplayText.Of(profileName)}' has one of aws_access_key_id and aws_secret_access_key, but not the other.");
        return new IssuedCredentials(new S3Credentials(id, secret, profile["aws_session_token"]), null);
    }
}
