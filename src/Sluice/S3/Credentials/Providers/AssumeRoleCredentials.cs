using System.Globalization;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using Sluice.Failures;
using Sluice.S3.Credentials.Profiles;

namespace Sluice.S3.Credentials.Providers;

/// <summary>Credentials of a role that other credentials may assume (AWS SDKs and Tools Reference Guide, "Assume role credential provider").</summary>
internal sealed class AssumeRoleCredentials(AwsProfile profile, CredentialSource source, SecurityTokenService service) : CredentialProvider
{
    /// <inheritdoc/>
    public override IssuedCredentials Fetch(CancellationToken cancellationToken)
    {
        S3Credentials caller = source.Current(cancellationToken)!;
        string role = profile["role_arn"]!;
        if (profile["mfa_serial"] is not null)
            throw Failed($"Profile '{DisplayText.Of(profile.Name)}' wants a code of an MFA device, which cannot be asked for here; put temporary credentials into the environment, or use credential_process.");
        AssumeRoleRequest request = new()
        {
            RoleArn = role,
            RoleSessionName = profile["role_session_name"] ?? "sluice",
            ExternalId = profile["external_id"],
            DurationSeconds = int.TryParse(profile["duration_seconds"], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? seconds : null,
        };
        AWSCredentials signer = caller.SessionToken is null
            ? new BasicAWSCredentials(caller.AccessKeyId, caller.SecretKey)
            : new SessionAWSCredentials(caller.AccessKeyId, caller.SecretKey, caller.SessionToken);
        return service.Call(signer, async client => (await client.AssumeRoleAsync(request, cancellationToken).ConfigureAwait(false)).Credentials, role);
    }
}
