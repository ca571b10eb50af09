using System.CommandLine;
using Sluice.Cli.Output;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Cli.Options;

/// <summary>Whether a run keeps a journal, by which the same command goes on where it was.</summary>
sealed class JournalFlags
{
    // What decides between two stores or two accounts and is no secret. Keys and tokens never come here.
    static readonly string[] Variables = ["AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"];

    static readonly (string Variable, string Option)[] KeyVariables = [(SseFlags.KeyVariable, "--sse-c-key-file"), (SseFlags.SourceKeyVariable, "--sse-c-copy-source-key-file")];

    // What is shown, how fast it goes, how the store is reached and paid, and whether one is asked first: what is done differs by none of it.
    static readonly HashSet<string> Incidental = new(StringComparer.Ordinal)
    {
        "--json", "--quiet", "--verbose", "--no-progress", "--debug", "--log-file", "--metrics-address", "--max-retries", "--connect-timeout", "--read-timeout", "--progress", "--progress-interval", "--utc", "--color", "--report", "--overwrite-report", "--concurrency", "--memory", "--bandwidth", "--requests-per-second",
        "--ca-bundle", "--no-verify-ssl", "--payload-signing", "--addressing-style", "--no-sign-request", "--request-payer", "--yes", "--max-inventory-age", "--wait", "--wait-interval",
        // A bucket has one region; which profile and which address are meant is found out together with the environment.
        "--region", "--profile", "--endpoint-url",
    };

    // Those whose value is a place, or a file of this machine.
    static readonly HashSet<string> Places = new(StringComparer.Ordinal) { "--from-inventory", "--backup-prefix" };
    static readonly HashSet<string> Files = new(StringComparer.Ordinal) { "--files-from", "--files-from0", "--filter-from", "--plan", "--sse-c-key-file", "--sse-c-copy-source-key-file" };

    readonly Option<bool> _none = Flags.Switch("--no-journal", "Keep no journal: an interrupted run undoes what was unfinished and cannot be resumed.");

    /// <summary>Where this user's journals lie.</summary>
    public static string Directory => Path.Combine(StateDirectory.Root, "journals");

    /// <summary>The option, to stand among others.</summary>
    public Option None => _none;

    /// <summary>The journal of this command; null when there is to be none.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="exact">Of a command whose operands are places: the option that makes their names literal. Null where they may be other words.</param>
    public JournalRequest? Read(CommandLine line, Option? exact = null) => line.Has(_none) || line.Source is not null
        ? null
        : Recorded(line) with { Id = line.Journal, Identity = [.. Store(line), .. line.WordsWithout(Incidental, exact is null ? null : word => Place(word, line.Has(exact)), Value)] };

    /// <summary>True for an option that changes nothing of what is done: the run goes on whether it is given or not.</summary>
    public static bool IsIncidental(string option) => Incidental.Contains(option);

    /// <summary>A command as a journal would have it.</summary>
    public static JournalRequest Recorded(CommandLine line) => new(Directory, [.. Settings(), .. Keys(line), .. line.Words], WorkingDirectory.Current ?? "");

    // Which key of one's own encrypts, where a variable holds it: the key itself is kept nowhere.
    static IEnumerable<string> Keys(CommandLine line)
    {
        foreach ((string variable, string option) in KeyVariables)
            if (line.Takes(option) && line.TextOf(option) is null && SseFlags.FingerprintOf(variable) is { } fingerprint)
                yield return $"{variable}={fingerprint}";
    }

    /// <summary>Why a recorded command cannot be run with the keys of now: it would read or write with another one than it began with, or with none. Null when it can.</summary>
    public static string? KeyProblem(IReadOnlyList<string> command)
    {
        foreach ((string variable, _) in KeyVariables)
            if (command.TakeWhile(IsSetting).FirstOrDefault(word => word.StartsWith(variable + "=", StringComparison.Ordinal)) is { } setting && setting[(variable.Length + 1)..] != SseFlags.FingerprintOf(variable))
                return $"It began with a key of your own (SSE-C) in {variable}, which {(SseFlags.FingerprintOf(variable) is null ? "is not set here" : "is another one here")}: set it as it was.";
        return null;
    }

    // The store that the command means, however that was said: by options or by the environment.
    static IEnumerable<string> Store(CommandLine line)
    {
        foreach (string name in Variables)
            if (name is "AWS_CONFIG_FILE" or "AWS_SHARED_CREDENTIALS_FILE" && Environment.GetEnvironmentVariable(name) is { Length: > 0 } file)
                yield return $"{name}={Whole(file)}";
        foreach (string key in Keys(line))
            yield return key;
        yield return $"--profile={line.TextOf("--profile") ?? Variable("AWS_PROFILE") ?? "default"}";
        yield return $"--endpoint-url={(line.TextOf("--endpoint-url") ?? Variable("AWS_ENDPOINT_URL_S3") ?? Variable("AWS_ENDPOINT_URL"))?.TrimEnd('/')}";
    }

    static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value && !IsSecret(name) ? value : null;

    // A path of this machine from its root, without . and .. in it. A slash at its end may mean something, and stays. A key is bytes, and stays as it is.
    static string Place(string text, bool isExact) =>
        LocationParser.TryParse(text, isExact, out Location location, out _) && location is { IsStream: false, FilePath: { } path } ? Whole(path) : text;

    static string Value(string option, string text) => Files.Contains(option) ? Whole(text) : Places.Contains(option) ? Place(text, isExact: false) : text;

    // As it is, too, where it is standard input, or no path at all: that is told elsewhere.
    static string Whole(string path) => path is "" or "-" || path.Contains('\0', StringComparison.Ordinal) || WorkingDirectory.Current is null ? path : Path.GetFullPath(path);

    /// <summary>The journal of a run, with its sentences going to the user.</summary>
    public static JournalRequest? Told(JournalRequest? journal, Session session) => journal is null ? null : journal with
    {
        TimeZone = session.Clock.LocalTimeZone,
        OnNote = sentence =>
        {
            if (!session.Settings.Quiet)
                session.Errors.Note(sentence);
        },
    };

    /// <summary>True for a word of a recorded command that sets a variable.</summary>
    public static bool IsSetting(string word) => Variables.Concat(KeyVariables.Select(static key => key.Variable)).Any(name => word.StartsWith(name + "=", StringComparison.Ordinal));

    /// <summary>Sets the variables as they were for a recorded command.</summary>
    public static void Apply(IReadOnlyList<string> command)
    {
        foreach (string name in Variables)
        {
            string? setting = command.FirstOrDefault(word => word.StartsWith(name + "=", StringComparison.Ordinal));
            // What was not recorded because of a secret in it stays as it is.
            if (setting is not null || !IsSecret(name))
                Environment.SetEnvironmentVariable(name, setting?[(name.Length + 1)..]);
        }
    }

    // As a shell would be told them: NAME=VALUE before the command.
    static IEnumerable<string> Settings()
    {
        foreach (string name in Variables)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value && !IsSecret(name))
                yield return $"{name}={value}";
        }
    }

    // An address with a user's name and password in it would be a secret in a file.
    static bool IsSecret(string name) => name.StartsWith("AWS_ENDPOINT", StringComparison.Ordinal)
        && Environment.GetEnvironmentVariable(name)?.Contains('@', StringComparison.Ordinal) == true;
}
