using Amazon.SecurityToken.Model;
using Sluice.Failures;

namespace Sluice.S3.Credentials.Providers;

/// <summary>Credentials of a role for a token that another identity provider signed, as Kubernetes mounts one into a pod (IAM roles for service accounts).</summary>
/// <param name="tokenFile">File that holds the token; read anew each time, because it is rotated.</param>
/// <param name="roleArn">Role.</param>
/// <param name="sessionName">Name of the session; null for <c>sluice</c>.</param>
/// <param name="service">STS.</param>
internal sealed class WebIdentityCredentials(string tokenFile, string roleArn, string? sessionName, SecurityTokenService service) : CredentialProvider
{
    /// <inheritdoc/>
    public override IssuedCredentials Fetch(CancellationToken cancellationToken)
    {
        AssumeRoleWithWebIdentityRequest request = new()
        {
            RoleArn = roleArn,
            RoleSessionName = sessionName ?? "sluice",
            WebIdentityToken = Token(),
        };
        return service.Call(null, async client => (await client.AssumeRoleWithWebIdentityAsync(request, cancellationToken).ConfigureAwait(false)).Credentials, roleArn);
    }

    string Token()
    {
        try
        {
            return File.ReadAllText(tokenFile).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed($"The web identity token {DisplayText.Of(tokenFile)} cannot be read: {DisplayText.Of(e.Message)}", e);
        }
    }
}
