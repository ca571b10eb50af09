using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Transfer.Journal;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice resume</c>: lists runs that did not finish, goes on with them, or gives them up.</summary>
sealed class ResumeVerb : Verb
{
    readonly OutputFlags _output = new();
    readonly LimitFlags _limits = new();
    readonly Option<bool> _all = Flags.Switch("--all", "Every unfinished run.", "-a");
    readonly Option<bool> _discard = Flags.Switch("--discard", "Give the run up: remove its uploads, its unfinished files and its journal.");

    /// <summary>Declares the command.</summary>
    public ResumeVerb() : base("resume", "List unfinished runs, go on with them, or give them up.", "[options] [ID]...") =>
        Declare(new("Which runs", _all, _discard), new("Speed", _limits.Options), _output.RunGroup);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        To type the same command again in the same directory does the same as resume ID. The beginning of an
        ID will do. Limits that are given hold instead of those of the run. Credentials are those of now: a
        journal holds none. Runs of --no-journal are not listed.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice resume", "what is unfinished"),
        new("sluice resume 3f2a", "go on with one"),
        new("sluice resume --all", "go on with all, one after another"),
        new("sluice resume 3f2a --bandwidth 10MB/s", "go on more slowly"),
        new("sluice resume 3f2a --discard", "give one up, and leave nothing of it"),
    ];

    /// <inheritdoc/>
    protected override IEnumerable<string> Complete(System.CommandLine.ParseResult parsed, string word) => JournalHeading.All(JournalFlags.Directory, null).Select(static heading => heading.Id);

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> ids = line.Operands(Operands);
        if (line.IsTyped(_all))
            line.ExpectCount(ids, 0, null, "Name runs, or give --all; not both.");
        else if (ids.Count > 0)
            line.TakeTyped(_all);
        bool all = line.Has(_all), discard = line.Has(_discard);
        // What is set held when the run began, and is among its words.
        line.TakeTyped(_limits.Options);
        _limits.Read(line);
        string[] limits = [.. _limits.Typed(line)];
        if (discard && !all && ids.Count == 0)
            line.Problem("Say which run to give up: sluice resume ID --discard ('sluice resume' lists them).");
        return new BoundCommand(_output.Read(line), session =>
        {
            IReadOnlyList<FoundJournal> journals = FoundJournal.All(JournalFlags.Directory);
            if (!all && ids.Count == 0)
                return new ResumeListing(session).Print(journals);
            List<FoundJournal> chosen = all ? [.. journals] : [];
            foreach (string id in ids)
            {
                FoundJournal[] matches = [.. journals.Where(journal => journal.Id.StartsWith(id, StringComparison.OrdinalIgnoreCase))];
                if (matches.Length != 1)
                {
                    session.Errors.PrintSentence($"{(matches.Length == 0 ? "No unfinished run" : "More than one unfinished run")} begins with {DisplayText.Of(id)}.", "'sluice resume' lists them.");
                    return ExitCode.Usage;
                }
                chosen.Add(matches[0]);
            }
            int exitCode = ExitCode.Done;
            foreach (FoundJournal journal in chosen)
            {
                if (session.Stop.IsCancellationRequested)
                    return session.Stopped();
                exitCode = Math.Max(exitCode, discard ? new ResumeDiscard(session, journal).Run() : Continue(session, journal, limits));
            }
            return exitCode;
        })
        { UsesStores = all || ids.Count > 0 };
    }

    static int Continue(Session session, FoundJournal journal, IReadOnlyList<string> limits)
    {
        RecordedCommand command = new(journal);
        string? obstacle = journal.Problem
            ?? (journal.IsRunning ? $"It is running (process {journal.ProcessId})." : null)
            ?? (command.ReadsInput ? "It read standard input: type the command again with its input, or give it up with --discard." : null);
        if (obstacle is not null)
        {
            session.Errors.PrintSentence($"{journal.Id}: {obstacle}");
            return journal.IsRunning || journal.Problem is not null ? ExitCode.CannotStart : ExitCode.Failures;
        }
        if (!session.Settings.Quiet)
            session.Errors.Command(command.ToString());
        return command.Run(session, limits);
    }
}
