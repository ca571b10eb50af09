namespace Sluice.S3.Credentials.Profiles;

/// <summary>One profile's settings, those of both files together.</summary>
internal sealed class AwsProfile(string name, IReadOnlyDictionary<string, string> settings)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>A setting, such as <c>region</c> or <c>s3.addressing_style</c>; null when it is not there or empty.</summary>
    public string? this[string setting] => settings.TryGetValue(setting, out string? value) && value.Length > 0 ? value : null;

    /// <summary>Whether a setting says true.</summary>
    public bool IsTrue(string setting) => string.Equals(this[setting], "true", StringComparison.OrdinalIgnoreCase);
}
