using Sluice.Trees;

namespace Sluice.Cli.Jobs.Engines;

/// <summary>The workers that are to be started, all with the same command line.</summary>
/// <param name="Place">The job.</param>
/// <param name="Count">Workers, from 1.</param>
/// <param name="Words">What each is told, from <c>work</c> on. Flags and names of profiles, never a secret.</param>
/// <param name="Options">Options of the engine.</param>
sealed record WorkerFleet(Location Place, int Count, IReadOnlyList<string> Words, FleetOptions Options)
{
    // Where nothing is said: a container of 2 GiB, of which a quarter is for buffers.
    const long DefaultMemory = 2L << 30;
    const long Overhead = 256L << 20;
    const int LongestName = 48;

    // What says where stores are, and none of which is a secret, a file or a name of this machine.
    static readonly string[] Told = ["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_SQS"];

    /// <summary>The command as it is called where the workers run; null for where this one is, or what the image begins.</summary>
    public string? Command { get; init; }

    /// <summary>The image of containers; null for none.</summary>
    public string? Image { get; init; }

    /// <summary><c>--memory</c>: the most that buffers take; null for what each worker finds.</summary>
    public long? Memory { get; init; }

    /// <summary>Variables of this process that say where stores are: workers that have an environment of their own would look elsewhere.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <summary>The job in words that are fit for a comment of a script.</summary>
    public string Job => Failures.DisplayText.Of(Place.ToString()!);

    /// <summary>What the workers are called in the engine: <c>sluice-</c> and the last name of the job, in lower-case letters, digits and hyphens (RFC 1123, which all engines take); <c>name=</c> overrides it.</summary>
    public string Name => Options.Text("name") ?? NameOf(Place);

    /// <summary>MiB for a container: <see cref="Memory"/> and a quarter of it, at least 256 MiB, for all that is not a buffer. Default: 2,048.</summary>
    public long ContainerMebibytes => ((Memory is { } buffers ? buffers + Math.Max(buffers / 4, Overhead) : DefaultMemory) + (1 << 20) - 1) >> 20;

    /// <summary>Those of <see cref="Settings"/>.</summary>
    /// <param name="variables">Variables of this process.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> SettingsOf(Func<string, string?> variables) =>
        [.. Told.Select(name => KeyValuePair.Create(name, variables(name) ?? "")).Where(static one => one.Value.Length > 0)];

    /// <summary>The worker's command on this machine.</summary>
    public static IReadOnlyList<string> Own { get; } = OwnOf(Environment.ProcessPath!, Environment.GetCommandLineArgs()[0]);

    /// <summary>The program, and the library that it is told first when it is .NET's own host.</summary>
    /// <param name="program">What runs.</param>
    /// <param name="first">The first word of its command line; of a host it is the library.</param>
    internal static IReadOnlyList<string> OwnOf(string program, string first) =>
        Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Path.GetFullPath(first)] : [program];

    /// <summary>What is wrong for workers that have neither the disk nor the environment of this machine: they would not see the job, or what they are to be told of <see cref="Settings"/> may be a secret, which goes into nothing that engines keep.</summary>
    /// <param name="where">What they are, for the message.</param>
    public IEnumerable<string> ProblemsElsewhere(string where)
    {
        if (Place.InStore is null)
            yield return $"{Job} is a directory of this machine, which {where} do not see; a job of theirs is in a bucket.";
        foreach ((string name, string value) in Settings)
            if (value.Any(char.IsControl) || value.AsSpan().ContainsAny('@', '?', '#'))
                yield return $"{name} has a user name, a password, a query or a control character in it, and cannot be told to workers: unset it, or set it where they run.";
    }

    static string NameOf(Location place)
    {
        string last = (place.InStore?.Key.ToString() ?? Path.GetFullPath(place.FilePath!)).TrimEnd('/').Split('/')[^1];
        string name = string.Concat(last.ToLowerInvariant().Select(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) ? letter : '-')).Trim('-');
        return name.Length == 0 ? "sluice" : $"sluice-{name[..Math.Min(name.Length, LongestName)].TrimEnd('-')}";
    }
}
