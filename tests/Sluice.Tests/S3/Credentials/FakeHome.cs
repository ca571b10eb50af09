using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.S3.Credentials.Profiles;

namespace Sluice.Tests.S3.Credentials;

/// <summary>A home directory and an environment of a test's own.</summary>
sealed class FakeHome : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sluice-home-").FullName;

    public FakeHome() => Directory.CreateDirectory(Path.Combine(_directory, ".aws"));

    /// <summary>The environment variables; EC2 is switched off until a test says otherwise.</summary>
    public Dictionary<string, string> Variables { get; } = new() { ["AWS_EC2_METADATA_DISABLED"] = "true" };

    public FixedClock Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    public AwsEnvironment Environment => new(name => Variables.GetValueOrDefault(name), _directory);

    public string Write(string path, string text)
    {
        string full = Path.Combine(_directory, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    public string Read(string path) => File.ReadAllText(Path.Combine(_directory, path));

    /// <summary>The options of a client: of a profile that a location names, or the run's own.</summary>
    public S3ClientOptions Options(string? profile = null, ClientDefaults? defaults = null)
    {
        defaults ??= new ClientDefaults();
        using S3ClientFactory factory = new(defaults with { Client = defaults.Client with { Clock = Clock } }, Environment);
        return factory.OptionsOf(profile);
    }

    /// <summary>The message of the refusal that making a client ends with.</summary>
    public S3Error Refusal(string? profile = null, ClientDefaults? defaults = null) =>
        Assert.Throws<S3Exception>(() => Options(profile, defaults).Credentials.Current(CancellationToken.None)).Error;

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
