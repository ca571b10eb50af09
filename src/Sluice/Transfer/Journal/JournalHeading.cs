using Sluice.Trees.Local;

namespace Sluice.Transfer.Journal;

/// <summary>What the beginning of a journal says: whose it is. Cheap, however long the journal.</summary>
/// <param name="Path">The file.</param>
/// <param name="Command">The command, word by word, behind the settings of its environment.</param>
/// <param name="WorkingDirectory">Where it was started.</param>
/// <param name="Begun">When it was started first.</param>
public sealed record JournalHeading(string Path, IReadOnlyList<string> Command, string WorkingDirectory, DateTimeOffset Begun)
{
    // The command and its runs so far, as a rule two records, and whether anything follows them.
    const int Records = 64;

    /// <summary>By what it is named on a command line.</summary>
    public string Id => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>A run that lives has it now.</summary>
    public bool IsRunning => JournalLock.IsTakenFor(Path);

    /// <summary>Those of a directory that can be read; one that a run removes meanwhile is left out, as is one whose run has said nothing yet, or has ended before it began any item.</summary>
    /// <param name="directory">Where journals lie; need not exist.</param>
    /// <param name="own">The journal of this run, which is left out too; null for none.</param>
    public static IReadOnlyList<JournalHeading> All(string directory, JournalRequest? own)
    {
        List<JournalHeading> found = [];
        string? ownPath = own is null ? null : JournalDirectory.PathOf(own);
        try
        {
            foreach (string path in JournalDirectory.All(directory))
                if (path != ownPath && Read(path) is { } heading)
                    found.Add(heading);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            // Whoever keeps a journal there is told by that journal.
        }
        return found;
    }

    static JournalHeading? Read(string path)
    {
        JournalState state = new();
        int records = 0;
        try
        {
            JournalFile.Read(path, record =>
            {
                records++;
                state.Apply(record);
            }, Records);
            bool isNothing = state.Command.Count == 0 || records < Records && !state.IsWorthKeeping && !JournalLock.IsTakenFor(path);
            return isNothing ? null : new JournalHeading(path, state.Command, state.WorkingDirectory, state.Begun.First);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception) || exception is JournalException or InvalidDataException)
        {
            return null;
        }
    }
}
