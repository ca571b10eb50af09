using Sluice.S3;
using Sluice.S3.Endpoints;

namespace Sluice.Cli.Settings;

/// <summary>What settings belong to: a profile that was named, else the endpoint.</summary>
static class SettingsSection
{
    /// <summary>
    /// The sections that a run may take its settings from, the first that exists counts: its profile, its endpoint. Throws
    /// <see cref="S3Exception"/> for a profile that does not exist.
    /// </summary>
    public static IEnumerable<string> Of(S3ClientFactory clients, string? profile)
    {
        if ((profile ?? clients.Defaults.Profile ?? Environment.GetEnvironmentVariable("AWS_PROFILE")) is { Length: > 0 } named)
            yield return $"profile {named}";
        yield return $"endpoint {AddressOf(clients.OptionsOf(profile))}";
    }

    static string AddressOf(S3ClientOptions options) => options.Endpoint is { } endpoint
        ? endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')
        : $"https://s3.{options.Region}.{AwsPartition.Of(options.Region).DnsSuffix}";
}
