using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Failures;
using Sluice.Transfer;
using Sluice.Transfer.Journal;

namespace Sluice.Cli.Commands;

/// <summary>Says that unfinished runs write where a run is about to write or to remove, before it does, with the command that goes on with them.</summary>
static class UnfinishedRuns
{
    /// <summary>Looks for them, and says so in one notice.</summary>
    /// <param name="session">Where it is said.</param>
    /// <param name="line">The command line of this run.</param>
    /// <param name="own">Its journal, of which it needs no telling; null for none.</param>
    public static void Tell(Session session, Options.CommandLine line, JournalRequest? own)
    {
        // Lines of a list and chunks of a job have no journals of their own.
        if (session.Host is not null || JournalHeading.All(JournalFlags.Directory, own) is not { Count: > 0 } headings)
            return;
        JournalRequest recorded = JournalFlags.Recorded(line);
        if (WrittenPlaces.From(recorded.Command, recorded.WorkingDirectory) is not { } places)
            return;
        JournalHeading[] met = [.. headings.Where(heading => WrittenPlaces.From(heading.Command, heading.WorkingDirectory) is { } theirs && places.Meet(theirs)).OrderByDescending(static heading => heading.Begun)];
        session.UnfinishedRuns = [.. met.Select(Record)];
        if (met.Length == 0 || session.Settings.Quiet)
            return;
        session.Errors.Note(Sentence(session.UnfinishedRuns[0], Age.Format(session.Clock.GetUtcNow() - met[0].Begun), places.Removes) + (met.Length > 1 ? $" {Numbers.Count(met.Length - 1, "other run")} besides: 'sluice resume' lists them." : "") + " It is:");
        session.Errors.Command($"    {session.UnfinishedRuns[0].Command}");
    }

    /// <summary>Those that were told of; null for none.</summary>
    public static IReadOnlyList<UnfinishedRunRecord>? Of(Session session) => session.UnfinishedRuns.Count > 0 ? session.UnfinishedRuns : null;

    /// <summary>A run, with the command that goes on with it.</summary>
    public static UnfinishedRunRecord Record(JournalHeading heading)
    {
        bool running = heading.IsRunning;
        return new UnfinishedRunRecord(heading.Id, RecordedCommand.TextOf(heading.Command), running, running ? null : $"sluice resume {heading.Id}");
    }

    /// <summary>The same for somebody who looks at many: what it does comes first, and what its environment was is left out.</summary>
    public static UnfinishedRow Row(JournalHeading heading)
    {
        string[] words = [.. heading.Command.SkipWhile(JournalFlags.IsSetting)];
        string destination = SluiceCommand.Create(words).Parse(words, SluiceCommand.Parsing).GetResult("operands")?.Tokens is [.., { } last] ? last.Value : "";
        string command = RecordedCommand.TextOf(words);
        return new UnfinishedRow(heading.Id, command[(command.IndexOf(' ', StringComparison.Ordinal) + 1)..], DisplayText.Of(words is [{ } verb, ..] ? verb : ""), DisplayText.Of(destination), $"sluice resume {heading.Id}");
    }

    static string Sentence(UnfinishedRunRecord run, string age, bool removes)
    {
        string writes = removes ? "writes to what this one removes" : "writes to this destination, too";
        return run.Resume is { } resume
            ? $"A run that was begun {age} ago and is unfinished {writes}: '{resume}' continues it, with --discard gives it up."
            : $"A run that was begun {age} ago and is under way {writes}.";
    }
}
