using Sluice.Failures;

namespace Sluice.S3.Credentials.Profiles;

/// <summary>The profiles, services and SSO sessions of <c>~/.aws/config</c> and <c>~/.aws/credentials</c>, as they were when read.</summary>
internal sealed class AwsProfiles
{
    const string Default = "default";
    const int NamesShown = 20;

    readonly AwsEnvironment _environment;
    readonly Dictionary<string, Dictionary<string, string>> _config, _profiles = new(StringComparer.Ordinal);

    AwsProfiles(AwsEnvironment environment)
    {
        _environment = environment;
        _config = IniFile.Read(environment.ConfigFile);
        foreach ((string section, Dictionary<string, string> settings) in _config)
            if (section == Default || section.StartsWith("profile ", StringComparison.Ordinal))
                Merge(section == Default ? Default : section["profile ".Length..], settings);
        // Keys in the credentials file go before those in the config file.
        foreach ((string name, Dictionary<string, string> settings) in IniFile.Read(environment.CredentialsFile))
            Merge(name, settings);
    }

    /// <summary>Reads both files. Throws <see cref="S3Exception"/> for one that cannot be read.</summary>
    public static AwsProfiles Read(AwsEnvironment environment) => new(environment);

    /// <summary>The names, in order.</summary>
    public IEnumerable<string> Names => _profiles.Keys.Order(StringComparer.Ordinal);

    /// <summary>The files, for messages.</summary>
    public string Files => $"{DisplayText.Of(_environment.CredentialsFile)} and {DisplayText.Of(_environment.ConfigFile)}";

    /// <summary>A profile; null when neither file has it.</summary>
    public AwsProfile? Find(string name) => _profiles.TryGetValue(name, out Dictionary<string, string>? settings) ? new(name, settings) : null;

    /// <summary>A profile. Throws <see cref="S3Exception"/> that names those there are.</summary>
    public AwsProfile Get(string name)
    {
        if (Find(name) is { } profile)
            return profile;
        string[] names = [.. Names.Take(NamesShown + 1).Select(DisplayText.Of)];
        string known = names.Length switch
        {
            0 => "no profile is configured",
            > NamesShown => $"configured are {string.Join(", ", names[..NamesShown])} and {_profiles.Count - NamesShown} more",
            _ => $"configured: {string.Join(", ", names)}",
        };
        throw new S3Exception(new S3Error(FailureKind.Denied, RetryClass.Never, $"There is no profile '{DisplayText.Of(name)}' in {Files}; {known}."));
    }

    /// <summary>A setting of a <c>[sso-session NAME]</c>.</summary>
    public string? SsoSession(string name, string setting) => Setting($"sso-session {name}", setting);

    /// <summary>The endpoint that a profile gives a service: that of its <c>services</c> section, else the one for all services.</summary>
    public string? EndpointOf(AwsProfile profile, string service)
    {
        if (profile.IsTrue("ignore_configured_endpoint_urls"))
            return null;
        return (profile["services"] is { } services ? Setting($"services {services}", $"{service}.endpoint_url") : null) ?? profile["endpoint_url"];
    }

    string? Setting(string section, string setting) =>
        _config.TryGetValue(section, out Dictionary<string, string>? settings) && settings.TryGetValue(setting, out string? value) && value.Length > 0 ? value : null;

    void Merge(string name, Dictionary<string, string> settings)
    {
        if (!_profiles.TryGetValue(name, out Dictionary<string, string>? merged))
            _profiles[name] = merged = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string key, string value) in settings)
            merged[key] = value;
    }
}
