namespace Sluice.S3.Credentials.Profiles;

/// <summary>What a process's surroundings say: its environment variables and its user's home. Passed in, so that tests need not change those of their own process.</summary>
/// <param name="Lookup">Value of an environment variable, or null.</param>
/// <param name="Home">Home directory of the user.</param>
internal sealed record AwsEnvironment(Func<string, string?> Lookup, string Home)
{
    /// <summary>This process's own.</summary>
    public static AwsEnvironment OfProcess { get; } = new(
        Environment.GetEnvironmentVariable, WholeOrNobodys(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify)));

    /// <summary>The shared config file (AWS_CONFIG_FILE; default <c>~/.aws/config</c>).</summary>
    public string ConfigFile => FileOf("AWS_CONFIG_FILE", "config");

    /// <summary>The shared credentials file (AWS_SHARED_CREDENTIALS_FILE; default <c>~/.aws/credentials</c>).</summary>
    public string CredentialsFile => FileOf("AWS_SHARED_CREDENTIALS_FILE", "credentials");

    /// <summary>Where <c>aws sso login</c> keeps its tokens.</summary>
    public string SsoCache => Path.Combine(Home, ".aws", "sso", "cache");

    /// <summary>A variable; null when it is not set or empty.</summary>
    public string? this[string variable] => Lookup(variable) is { Length: > 0 } value ? value : null;

    /// <summary>Whether a variable says true.</summary>
    public bool IsTrue(string variable) => string.Equals(this[variable], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>A path with the home directory in place of a leading <c>~</c>.</summary>
    public string Expand(string path) =>
        path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? Path.Join(Home, path.AsSpan(1)) : path;

    // A file of the current directory may be anybody's, and may name a program to run: without a home, files are looked for where only who administers the machine writes.
    static string WholeOrNobodys(string home) => Path.IsPathFullyQualified(home) ? home : OperatingSystem.IsWindows() ? Environment.SystemDirectory : "/";

    string FileOf(string variable, string name) => this[variable] is { } path ? Expand(path) : Path.Combine(Home, ".aws", name);
}
