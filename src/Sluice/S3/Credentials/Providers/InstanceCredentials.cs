using System.Net;
using Sluice.Failures;
using Sluice.S3.Credentials.Profiles;

namespace Sluice.S3.Credentials.Providers;

/// <summary>Credentials of an EC2 instance's role, by version 2 of the metadata service (EC2 User Guide, "Use the Instance Metadata Service").</summary>
internal sealed class InstanceCredentials(AwsEnvironment environment) : CredentialProvider
{
    const string RolePath = "latest/meta-data/iam/security-credentials/";

    /// <summary>Whether the service must not be asked.</summary>
    public static bool IsDisabled(AwsEnvironment environment) => environment.IsTrue("AWS_EC2_METADATA_DISABLED");

    /// <inheritdoc/>
    public override IssuedCredentials Fetch(CancellationToken cancellationToken)
    {
        Uri service = Service();
        try
        {
            string token = Ask(HttpMethod.Put, new Uri(service, "latest/api/token"), "x-aws-ec2-metadata-token-ttl-seconds", "60", cancellationToken);
            string role = Ask(HttpMethod.Get, new Uri(service, RolePath), "x-aws-ec2-metadata-token", token, cancellationToken).Split('\n')[0].Trim();
            string answer = Ask(HttpMethod.Get, new Uri(service, RolePath + Uri.EscapeDataString(role)), "x-aws-ec2-metadata-token", token, cancellationToken);
            return MetadataService.Parse(answer) ?? throw Failed($"The instance's metadata service at {service.Authority} has no credentials for role '{DisplayText.Of(role)}'.");
        }
        catch (HttpRequestException e)
        {
            throw Failed($"The instance's metadata service at {service.Authority} does not answer: {DisplayText.Of(e.Message)}", e);
        }
    }

    static string Ask(HttpMethod method, Uri uri, string header, string value, CancellationToken cancellationToken)
    {
        (HttpStatusCode status, string text) = MetadataService.Send(method, uri, header, value, cancellationToken);
        if (status == HttpStatusCode.OK)
            return text;
        throw Failed(status == HttpStatusCode.NotFound && uri.AbsolutePath.EndsWith('/')
            ? "The EC2 instance has no role."
            : $"The instance's metadata service answered {(int)status} to {method} {uri.AbsolutePath}.");
    }

    Uri Service()
    {
        if (environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] is { } custom)
            return Uri.TryCreate(custom.TrimEnd('/') + "/", UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
                ? uri
                : throw Failed("AWS_EC2_METADATA_SERVICE_ENDPOINT is no http:// or https:// address.");
        bool isIPv6 = string.Equals(environment["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"], "IPv6", StringComparison.OrdinalIgnoreCase);
        return new Uri(isIPv6 ? "http://[fd00:ec2::254]/" : "http://169.254.169.254/");
    }
}
