using Sluice.S3;

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
        yield return $"endpoint {clients.AddressOf(profile)}";
    }
}
