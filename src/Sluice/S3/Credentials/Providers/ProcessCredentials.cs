using Amazon.Runtime;
using Sluice.Failures;
using Sluice.S3.Credentials.Profiles;

namespace Sluice.S3.Credentials.Providers;

/// <summary>Credentials that a program prints (AWS SDKs and Tools Reference Guide, "Process credential provider").</summary>
internal sealed class ProcessCredentials(AwsProfile profile) : CredentialProvider
{
    /// <inheritdoc/>
    public override IssuedCredentials Fetch(CancellationToken cancellationToken)
    {
        try
        {
            RefreshingAWSCredentials.CredentialsRefreshState printed = new ProcessAWSCredentials(profile["credential_process"]!).DetermineProcessCredential();
            ImmutableCredentials keys = printed.Credentials;
            // A program that names no end prints keys that have none.
            DateTimeOffset? end = printed.Expiration == DateTime.MaxValue ? null : new DateTimeOffset(printed.Expiration.ToUniversalTime());
            return new IssuedCredentials(new S3Credentials(keys.AccessKey, keys.SecretKey, keys.UseToken ? keys.Token : null), end);
        }
        catch (Exception e) when (e is ProcessAWSCredentialException or AmazonClientException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // What the program printed is not repeated: it may hold a secret.
            throw Failed($"The credential_process of profile '{DisplayText.Of(profile.Name)}' gave no credentials.", e);
        }
    }
}
