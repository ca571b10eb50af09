using Sluice.Failures;
using Sluice.S3.Signing;

namespace Sluice.S3.Credentials.Profiles;

/// <summary>
/// Puts a client's options together: flags first, then the environment, then the profile, then S3's defaults. A profile
/// that a location names stands for itself: of flags and environment it takes only what is about this machine (time-outs,
/// certificates), because the two sides of a copy may be two clouds.
/// </summary>
internal sealed class ClientSettings(ClientDefaults defaults, AwsEnvironment environment, AwsProfiles profiles)
{
    /// <summary>The options of a client, but for its credentials. Throws <see cref="S3Exception"/> for settings that cannot be.</summary>
    /// <param name="profile">Profile of the client; null when there is none.</param>
    /// <param name="isOwn">Whether a location names the profile.</param>
    public S3ClientOptions Of(AwsProfile? profile, bool isOwn)
    {
        S3ClientOptions client = defaults.Client;
        return client with
        {
            Region = (isOwn ? null : defaults.Region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"]) ?? profile?["region"] ?? client.Region,
            Endpoint = EndpointOf(profile, isOwn),
            Addressing = client.Addressing != AddressingStyle.Auto ? client.Addressing : AddressingOf(profile),
            PayloadSigning = client.PayloadSigning == PayloadSigning.Auto && profile?.IsTrue("s3.payload_signing_enabled") == true
                ? PayloadSigning.Always
                : client.PayloadSigning,
            Accelerate = client.Accelerate || IsTrue("s3.use_accelerate_endpoint"),
            DualStack = client.DualStack || IsTrue("use_dualstack_endpoint", "AWS_USE_DUALSTACK_ENDPOINT") || IsTrue("s3.use_dualstack_endpoint"),
            Fips = client.Fips || IsTrue("use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT"),
            CaBundle = client.CaBundle ?? BundleOf(profile, isOwn),
        };

        bool IsTrue(string setting, string? variable = null) => !isOwn && variable is not null && environment[variable] is not null
            ? environment.IsTrue(variable)
            : profile?.IsTrue(setting) == true;
    }

    string? BundleOf(AwsProfile? profile, bool isOwn)
    {
        string? own = profile?["ca_bundle"], common = environment["AWS_CA_BUNDLE"];
        return (isOwn ? own ?? common : common ?? own) is { } path ? environment.Expand(path) : null;
    }

    Uri? EndpointOf(AwsProfile? profile, bool isOwn)
    {
        if (!isOwn && defaults.Endpoint is not null)
            return defaults.Endpoint;
        if (!isOwn && environment.IsTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"))
            return defaults.Client.Endpoint;
        if (!isOwn)
            foreach (string variable in (ReadOnlySpan<string>)["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"])
                if (environment[variable] is { } value)
                    return Parse(value, variable);
        return profile is not null && profiles.EndpointOf(profile, "s3") is { } configured
            ? Parse(configured, $"endpoint_url of profile '{DisplayText.Of(profile.Name)}'")
            : isOwn ? null : defaults.Client.Endpoint;
    }

    static AddressingStyle AddressingOf(AwsProfile? profile) => profile?["s3.addressing_style"]?.ToLowerInvariant() switch
    {
        null or "auto" => AddressingStyle.Auto,
        "path" => AddressingStyle.Path,
        "virtual" => AddressingStyle.VirtualHost,
        { } other => throw Invalid($"s3.addressing_style of profile '{DisplayText.Of(profile!.Name)}' is '{DisplayText.Of(other)}'; auto, path or virtual is expected."),
    };

    static Uri Parse(string value, string origin) => Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
        ? uri
        : throw Invalid($"{origin} is no http:// or https:// address.");

    static S3Exception Invalid(string message) => new(new S3Error(FailureKind.BadRequest, RetryClass.Never, message));
}
