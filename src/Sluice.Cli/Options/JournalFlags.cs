using System.CommandLine;
using Sluice.Transfer;
using Sluice.Transfer.Journal;

namespace Sluice.Cli.Options;

/// <summary>Whether a run keeps a journal, by which the same command goes on where it was.</summary>
sealed class JournalFlags
{
    // What decides between two stores or two accounts and is no secret. Keys and tokens never come here.
    static readonly string[] Variables = ["AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"];

    readonly Option<bool> _none = Flags.Switch("--no-journal", "Keep no journal: an interrupted run undoes what was unfinished and cannot be resumed.");

    /// <summary>The option, to stand among others.</summary>
    public Option None => _none;

    /// <summary>The journal of this command; null when there is to be none. Sentences about it come as warnings.</summary>
    public JournalRequest? Read(CommandLine line) => line.Has(_none) || JournalDirectory.Default(Environment.GetEnvironmentVariable) is not { } directory
        ? null
        : new JournalRequest(directory, [.. Settings(), .. line.Words], Environment.CurrentDirectory);

    // As a shell would be told them: NAME=VALUE before the command.
    static IEnumerable<string> Settings()
    {
        foreach (string name in Variables)
        {
            // An address with a user's name and password in it would be a secret in a file.
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value && !(name.StartsWith("AWS_ENDPOINT", StringComparison.Ordinal) && value.Contains('@', StringComparison.Ordinal)))
                yield return $"{name}={value}";
        }
    }
}
