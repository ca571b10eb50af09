using System.Collections.Concurrent;
using Sluice.S3.Credentials;
using Sluice.S3.Credentials.Profiles;
using Sluice.S3.Credentials.Providers;
using Sluice.S3.Endpoints;

namespace Sluice.S3;

/// <summary>One client per profile, made when first asked for and kept for the run. Owns them.</summary>
public sealed class S3ClientFactory : IDisposable
{
    readonly ConcurrentDictionary<string, Lazy<S3Client>> _clients = new(StringComparer.Ordinal);
    readonly Lazy<AwsProfiles> _profiles;

    /// <summary>Takes what the defaults leave open from this process's environment and <c>~/.aws</c>.</summary>
    public S3ClientFactory(ClientDefaults defaults) : this(defaults, AwsEnvironment.OfProcess) { }

    internal S3ClientFactory(ClientDefaults defaults, AwsEnvironment environment)
    {
        Defaults = defaults;
        Environment = environment;
        _profiles = new Lazy<AwsProfiles>(() => AwsProfiles.Read(environment));
    }

    /// <summary>The settings.</summary>
    public ClientDefaults Defaults { get; }

    /// <summary>What this process's surroundings say.</summary>
    internal AwsEnvironment Environment { get; }

    /// <summary>The clients made so far.</summary>
    public IEnumerable<S3Client> Clients => _clients.Values.Where(static c => c.IsValueCreated).Select(static c => c.Value);

    /// <summary>
    /// The client of a profile, or for null the run's own. Throws <see cref="S3Exception"/> for a profile that is not
    /// configured, for settings that cannot be, and for credentials that are nowhere to be found without asking a service.
    /// </summary>
    public S3Client For(string? profile) =>
        _clients.GetOrAdd(profile ?? "", name => new Lazy<S3Client>(() => new S3Client(Known(name.Length == 0 ? null : name)))).Value;

    /// <summary>Names of the profiles that are configured.</summary>
    public IEnumerable<string> ProfileNames => _profiles.Value.Names;

    /// <summary>True when nobody need be asked for keys: they stand in the environment or in a file, or none are sent. False for a profile that is not configured.</summary>
    /// <param name="profile">The profile of a location; null for the run's own.</param>
    public bool HasKeysAtHand(string? profile)
    {
        if (profile is null && (Defaults.NoSignRequest || Defaults.Profile is null && Environment["AWS_ACCESS_KEY_ID"] is not null && Environment["AWS_SECRET_ACCESS_KEY"] is not null))
            return true;
        // A web identity is exchanged for keys by a service, and goes before what the profile has.
        if (profile is null && Defaults.Profile is null && Environment["AWS_WEB_IDENTITY_TOKEN_FILE"] is not null && Environment["AWS_ROLE_ARN"] is not null)
            return false;
        return _profiles.Value.Find(profile ?? Defaults.Profile ?? Environment["AWS_PROFILE"] ?? "default") is { } own
            && own["role_arn"] is null && own["sso_session"] is null && own["sso_start_url"] is null && own["aws_access_key_id"] is not null && own["aws_secret_access_key"] is not null;
    }

    /// <summary>Closes all clients.</summary>
    public void Dispose()
    {
        foreach (S3Client client in Clients)
            client.Dispose();
    }

    /// <summary>The address of a profile's store, or for null of the run's own: its endpoint, else that of AWS in its region. Throws as <see cref="For"/> does.</summary>
    public string AddressOf(string? profile) => AddressOf(OptionsOf(profile));

    S3ClientOptions Known(string? profile)
    {
        S3ClientOptions options = OptionsOf(profile);
        return Defaults.Deviations is { } known ? options with { Deviations = options.Deviations | known(profile ?? Defaults.Profile ?? Environment["AWS_PROFILE"], AddressOf(options)) } : options;
    }

    static string AddressOf(S3ClientOptions options) => options switch
    {
        { Endpoint: { } endpoint } => endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/'),
        _ => $"https://s3.{options.Region}.{AwsPartition.From(options.Region).DnsSuffix}",
    };

    internal S3ClientOptions OptionsOf(string? profileName)
    {
        AwsProfiles profiles = _profiles.Value;
        CredentialChain chain = new(Environment, profiles, Defaults.Client.Clock);
        ClientSettings settings = new(Defaults, Environment, profiles);
        if (profileName is not null)
        {
            AwsProfile own = profiles.Get(profileName);
            return settings.Of(own, isOwn: true) with { Credentials = chain.OfProfile(own) };
        }
        string? chosen = Defaults.Profile ?? Environment["AWS_PROFILE"];
        AwsProfile? profile = chosen is null ? profiles.Find("default") : profiles.Get(chosen);
        return settings.Of(profile, isOwn: false) with
        {
            Credentials = Defaults.NoSignRequest ? CredentialSource.Anonymous
                : Defaults.Client.Credentials != CredentialSource.Anonymous ? Defaults.Client.Credentials
                : chain.OfRun(Defaults.Profile),
        };
    }
}
