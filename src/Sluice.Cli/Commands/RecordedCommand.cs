using System.CommandLine;
using System.CommandLine.Parsing;
using Sluice.Cli.Exporters;
using Sluice.Cli.Lines;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Journal;

namespace Sluice.Cli.Commands;

/// <summary>The command that a journal belongs to: the settings of its environment, then its words.</summary>
sealed class RecordedCommand(FoundJournal journal)
{
    readonly string[] _words = [.. journal.Command.SkipWhile(static word => JournalFlags.IsSetting(word))];

    /// <summary>As a person would type it.</summary>
    public override string ToString() => TextOf(journal.Command);

    /// <summary>The command of a journal as a person would type it.</summary>
    public static string TextOf(IReadOnlyList<string> command) =>
        string.Join(' ', [.. command.TakeWhile(JournalFlags.IsSetting).Select(static setting => setting.Split('=', 2)).Select(static setting => ShellLine.ShownSetting(setting[0], setting[1])), "sluice", .. command.SkipWhile(JournalFlags.IsSetting).Select(ShellLine.Shown)]);

    /// <summary>True when it reads standard input, which is over.</summary>
    public bool ReadsInput
    {
        get
        {
            ParseResult parsed = Parse(_words);
            Options.CommandLine line = new(parsed);
            // The last operand is where it writes to.
            return _words is ["pipe", ..] || line.TextOf("--files-from") is "-" || line.TextOf("--files-from0") is "-"
                || _words is ["cp" or "mv" or "sync", ..] && parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(static operands => operands.Tokens).SkipLast(1).Any(static operand => operand.Value == "-");
        }
    }

    /// <summary>Runs it again in this process, as this session's own. Its exit code.</summary>
    /// <param name="session">The session.</param>
    /// <param name="changed">Options that hold instead of those that were typed then, as words with their values; a command that has none of the name does without.</param>
    public int Run(Session session, IReadOnlyList<string> changed)
    {
        if (JournalFlags.KeyProblem(journal.Command) is { } problem)
        {
            session.Errors.PrintSentence($"{journal.Id}: {problem}");
            return ExitCode.CannotStart;
        }
        if (!Enter(session))
            return ExitCode.Failures;
        if (Parse(_words) is not { CommandResult.Command: Verb verb } parsed)
        {
            session.Errors.PrintSentence($"This version of sluice cannot run it: {this}");
            return ExitCode.Usage;
        }
        string[] options = [.. changed.Where(word => verb.Options.Any(option => option.Name == word.Split('=')[0]))];
        if (options.Length > 0)
        {
            // What is behind dashes is no option.
            int end = Array.IndexOf(_words, "--") is >= 0 and int dashes ? dashes : _words.Length;
            parsed = Parse([.. Without(_words[..end], options), .. options, .. _words[end..]]);
        }
        using Diagnostics diagnostics = new(TimeProvider.System);
        Options.CommandLine line = new(parsed) { Journal = journal.Id, Diagnostics = diagnostics };
        BoundCommand command = ((Verb)parsed.CommandResult.Command).Bind(line);
        foreach (string wrong in line.Problems)
            session.Errors.PrintSentence(wrong);
        if (line.Obstacle is { } obstacle)
            session.Errors.PrintSentence(obstacle);
        return line.Problems.Count > 0 ? ExitCode.Usage : line.Obstacle is not null ? ExitCode.CannotStart : Run(verb.FullName, command, session, line);
    }

    // As the typed command would: with its log, which is no item of it, and measured.
    static int Run(string verb, BoundCommand command, Session session, Options.CommandLine line)
    {
        string? outer = session.LogPath;
        line.Diagnostics.Begin(session.Errors, line);
        if (!session.Settings.Quiet)
            foreach (string warning in line.Warnings)
                session.Errors.Warning(warning);
        session.LogPath = line.Diagnostics.LogPath;
        int exitCode = MeasuredExecution.Run(verb, command, session, line.Diagnostics);
        line.Diagnostics.End(exitCode);
        session.LogPath = outer;
        return exitCode;
    }

    /// <summary>The clients that it would use.</summary>
    public S3ClientFactory Clients(Session session)
    {
        JournalFlags.Apply(journal.Command);
        ConnectionOptions connection = new();
        RootCommand root = new() { TreatUnmatchedTokensAsErrors = false };
        foreach (Option option in connection.Group.Options)
            root.Options.Add(option);
        return session.OpenClients(connection.Read(new Options.CommandLine(root.Parse(_words, SluiceCommand.Parsing))));
    }

    // An option is given once: what it was then goes, its name and its value in one word or in two.
    static IEnumerable<string> Without(string[] words, string[] options)
    {
        HashSet<string> names = [.. options.Select(static option => option.Split('=')[0])];
        for (int at = 0; at < words.Length; at++)
            if (!names.Contains(words[at].Split('=')[0]))
                yield return words[at];
            else if (!words[at].Contains('=', StringComparison.Ordinal))
                at++;
    }

    static ParseResult Parse(string[] words) => SluiceCommand.Create(words).Parse(words, SluiceCommand.Parsing);

    bool Enter(Session session)
    {
        JournalFlags.Apply(journal.Command);
        // It was gone already, and all places have whole paths.
        if (journal.WorkingDirectory.Length == 0)
            return true;
        try
        {
            Environment.CurrentDirectory = journal.WorkingDirectory;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            session.Errors.PrintSentence($"Its working directory cannot be entered: {DisplayText.Of(journal.WorkingDirectory)}.", $"Where that is gone for good, 'sluice resume {journal.Id} --discard' removes what the run left.");
            return false;
        }
    }
}
