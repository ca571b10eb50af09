using System.Net;
using Sluice.Failures;
using Sluice.S3.Credentials.Profiles;

namespace Sluice.S3.Credentials.Providers;

/// <summary>Credentials of an ECS task or an EKS pod (AWS SDKs and Tools Reference Guide, "Container credential provider").</summary>
internal sealed class ContainerCredentials(AwsEnvironment environment) : CredentialProvider
{
    const string RelativeUri = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
    const string FullUri = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
    const string TokenFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
    const string Token = "AWS_CONTAINER_AUTHORIZATION_TOKEN";

    // The agents of ECS and EKS; any other host without TLS could be anybody.
    static readonly IPAddress[] Agents = [IPAddress.Parse("169.254.170.2"), IPAddress.Parse("169.254.170.23"), IPAddress.Parse("fd00:ec2::23")];

    /// <summary>Whether the environment names such a service.</summary>
    public static bool IsConfigured(AwsEnvironment environment) => environment[RelativeUri] is not null || environment[FullUri] is not null;

    /// <inheritdoc/>
    public override IssuedCredentials Fetch(CancellationToken cancellationToken)
    {
        Uri uri = ServiceUri();
        try
        {
            (HttpStatusCode status, string text) = MetadataService.Send(HttpMethod.Get, uri, "Authorization", AuthorizationToken(), cancellationToken);
            return MetadataService.Parse(text)
                ?? throw Failed($"The container's credential service at {uri.Authority} answered {(int)status} and no credentials.");
        }
        catch (HttpRequestException e)
        {
            throw Failed($"The container's credential service at {uri.Authority} does not answer: {DisplayText.Of(e.Message)}", e);
        }
    }

    Uri ServiceUri()
    {
        if (environment[RelativeUri] is { } relative)
            return Uri.TryCreate($"http://169.254.170.2/{relative.TrimStart('/')}", UriKind.Absolute, out Uri? agent) ? agent : throw Failed($"{RelativeUri} is no path.");
        if (!Uri.TryCreate(environment[FullUri], UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
            throw Failed($"{FullUri} is no http:// or https:// address.");
        bool isNear = uri.IsLoopback || (IPAddress.TryParse(uri.DnsSafeHost, out IPAddress? address) && (IPAddress.IsLoopback(address) || Agents.Contains(address)));
        return uri.Scheme == "https" || isNear
            ? uri
            : throw Failed($"{FullUri} names {uri.Authority} over plain HTTP; only this machine and the agents of ECS and EKS are trusted so.");
    }

    string? AuthorizationToken()
    {
        string? token = environment[Token];
        if (environment[TokenFile] is { } path)
        {
            try
            {
                // Read anew each time: EKS rotates it.
                token = File.ReadAllText(path).TrimEnd('\r', '\n');
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Failed($"{TokenFile} names {DisplayText.Of(path)}, which cannot be read: {DisplayText.Of(e.Message)}", e);
            }
        }
        return token?.AsSpan().IndexOfAny('\r', '\n') >= 0 ? throw Failed("The container's authorization token has a line break in it.") : token;
    }
}
