using System.Net.Http;
using Amazon;
using Amazon.Runtime;
using Amazon.SSO;
using Amazon.SSO.Model;
using Amazon.SSOOIDC;
using Amazon.SSOOIDC.Model;
using Sluice.Failures;
using Sluice.S3.Credentials.Profiles;

namespace Sluice.S3.Credentials.Providers;

/// <summary>Credentials of IAM Identity Center for someone who has logged in (AWS SDKs and Tools Reference Guide, "IAM Identity Center credential provider").</summary>
internal sealed class SsoCredentials(AwsEnvironment environment, AwsProfiles profiles, AwsProfile profile, TimeProvider clock) : CredentialProvider
{
    static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override IssuedCredentials Fetch(CancellationToken cancellationToken)
    {
        string account = Required("sso_account_id"), role = Required("sso_role_name"), region = Required("sso_region");
        string token = AccessToken(region, cancellationToken);
        try
        {
            AmazonSSOConfig config = Configured(new AmazonSSOConfig(), "SSO", "sso", region);
            using AmazonSSOClient client = new(new AnonymousAWSCredentials(), config);
            GetRoleCredentialsRequest request = new() { AccessToken = token, AccountId = account, RoleName = role };
            RoleCredentials issued = client.GetRoleCredentialsAsync(request, cancellationToken).GetAwaiter().GetResult().RoleCredentials;
            return new IssuedCredentials(
                new S3Credentials(issued.AccessKeyId, issued.SecretAccessKey, issued.SessionToken),
                issued.Expiration is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw Failed($"IAM Identity Center gives no credentials for role {DisplayText.Of(role)} in account {DisplayText.Of(account)}: {DisplayText.Of(e.Message)}", e);
        }
    }

    string AccessToken(string region, CancellationToken cancellationToken)
    {
        SsoToken? token = SsoToken.Read(environment.SsoCache, profile["sso_session"] ?? profile["sso_start_url"]!);
        DateTimeOffset now = clock.GetUtcNow();
        if (token?.AccessToken is { } access && now + Margin < token.ExpiresAt)
            return access;
        if (token?.Renewal is not { } renewal)
            throw LoginNeeded(null);
        try
        {
            using AmazonSSOOIDCClient client = new(new AnonymousAWSCredentials(), Configured(new AmazonSSOOIDCConfig(), "SSO_OIDC", "sso_oidc", region));
            CreateTokenRequest request = new()
            {
                ClientId = renewal.ClientId,
                ClientSecret = renewal.ClientSecret,
                GrantType = "refresh_token",
                RefreshToken = renewal.Token,
            };
            CreateTokenResponse answer = client.CreateTokenAsync(request, cancellationToken).GetAwaiter().GetResult();
            token.Renew(answer.AccessToken, now + TimeSpan.FromSeconds(answer.ExpiresIn ?? 0), answer.RefreshToken);
            return answer.AccessToken;
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw LoginNeeded(e);
        }
    }

    T Configured<T>(T config, string variable, string service, string region) where T : ClientConfig
    {
        config.IgnoreConfiguredEndpointUrls = true;
        config.MaxErrorRetry = 2;
        config.Timeout = TimeSpan.FromSeconds(20);
        string? endpoint = environment.IsTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
            ? null
            : environment[$"AWS_ENDPOINT_URL_{variable}"] ?? environment["AWS_ENDPOINT_URL"] ?? profiles.EndpointOf(profile, service);
        if (endpoint is null)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        else
            config.ServiceURL = endpoint;
        return config;
    }

    string Required(string setting) => profile[setting]
        ?? (profile["sso_session"] is { } session ? profiles.SsoSession(session, setting) : null)
        ?? throw Failed($"Profile '{DisplayText.Of(profile.Name)}' uses IAM Identity Center and has no {setting}.");

    S3Exception LoginNeeded(Exception? cause) => Failed(
        $"The login of profile '{DisplayText.Of(profile.Name)}' at IAM Identity Center has ended; run 'aws sso login --profile {DisplayText.Of(profile.Name)}'.", cause);
}
