using Sluice.Trees.Local;

namespace Sluice.Transfer.Journal;

/// <summary>What the beginning of a journal says: whose it is. Cheap, however long the journal.</summary>
/// <param name="Path">The file.</param>
/// <param name="Command">The command, word by word, behind the settings of its environment.</param>
/// <param name="WorkingDirectory">Where it was started.</param>
/// <param name="Begun">When it was started first.</param>
public sealed record JournalHeading(string Path, IReadOnlyList<string> Command, string WorkingDirectory, DateTimeOffset Begun)
{
    // The command, and the first run of it.
    const int Records = 2;

    /// <summary>By what it is named on a command line.</summary>
    public string Id => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>A run that lives has it now.</summary>
    public bool IsRunning => JournalLock.IsTakenFor(Path);

    /// <summary>Those of a directory that can be read; one that a run removes meanwhile is left out, as is one whose run has said nothing yet.</summary>
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
        try
        {
            JournalFile.Read(path, state.Apply, Records);
            return state.Command.Count == 0 ? null : new JournalHeading(path, state.Command, state.WorkingDirectory, state.Begun.First);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception) || exception is JournalException or InvalidDataException)
        {
            return null;
        }
    }
}
