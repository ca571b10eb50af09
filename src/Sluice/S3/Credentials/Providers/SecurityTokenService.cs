using System.Net.Http;
using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Sluice.Failures;
using Sluice.S3.Credentials.Profiles;

namespace Sluice.S3.Credentials.Providers;

/// <summary>Calls AWS STS with AWSSDK, at the endpoint that environment and profile say.</summary>
/// <param name="Environment">For AWS_ENDPOINT_URL_STS and the region.</param>
/// <param name="Endpoint">The endpoint of the profile; null for none.</param>
/// <param name="Region">The region of the profile; null for none.</param>
internal sealed record SecurityTokenService(AwsEnvironment Environment, string? Endpoint, string? Region)
{
    /// <summary>The service as a profile has it.</summary>
    public static SecurityTokenService From(AwsEnvironment environment, AwsProfiles profiles, AwsProfile? profile) =>
        new(environment, profile is null ? null : profiles.EndpointOf(profile, "sts"), profile?["region"]);

    /// <summary>Makes one call and takes the credentials from its answer.</summary>
    /// <param name="caller">Signs the call; null for calls that are not signed.</param>
    /// <param name="call">The call.</param>
    /// <param name="roleArn">For messages.</param>
    public IssuedCredentials Call(Amazon.Runtime.AWSCredentials? caller, Func<AmazonSecurityTokenServiceClient, Task<Amazon.SecurityToken.Model.Credentials>> call, string roleArn)
    {
        try
        {
            using AmazonSecurityTokenServiceClient client = new(caller ?? new AnonymousAWSCredentials(), Config());
            Amazon.SecurityToken.Model.Credentials issued = call(client).GetAwaiter().GetResult();
            return new IssuedCredentials(
                new S3Credentials(issued.AccessKeyId, issued.SecretAccessKey, issued.SessionToken),
                issued.Expiration is { } end ? new DateTimeOffset(end.ToUniversalTime()) : null);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or ArgumentException)
        {
            throw new S3Exception(new S3Error(FailureKind.Denied, RetryClass.Never,
                $"STS does not let us assume {DisplayText.Of(roleArn)}: {DisplayText.Of(e.Message)}")
            { Cause = e });
        }
    }

    AmazonSecurityTokenServiceConfig Config()
    {
        string region = Environment["AWS_REGION"] ?? Environment["AWS_DEFAULT_REGION"] ?? Region ?? "us-east-1";
        AmazonSecurityTokenServiceConfig config = new() { IgnoreConfiguredEndpointUrls = true, MaxErrorRetry = 2, Timeout = TimeSpan.FromSeconds(20) };
        string? endpoint = Environment.IsTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
            ? null
            : Environment["AWS_ENDPOINT_URL_STS"] ?? Environment["AWS_ENDPOINT_URL"] ?? Endpoint;
        if (endpoint is null)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        else
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = region;
        }
        return config;
    }
}
