using Sluice.Transfer.Journal;

namespace Sluice.Cli.Commands;

/// <summary>The journals of this user as they are at each look: read again when one has come, grown or gone.</summary>
/// <param name="directory">Where they lie; need not exist.</param>
sealed class CurrentJournals(string directory)
{
    IReadOnlyList<FoundJournal> _journals = [];
    string? _state;

    /// <summary>Looks.</summary>
    public IReadOnlyList<FoundJournal> Look()
    {
        string? state = State();
        if (state is null || state != _state)
            (_journals, _state) = (FoundJournal.All(directory), state);
        return _journals;
    }

    // Journals only grow, and a run writes into its own when it begins. Null while one of them goes.
    string? State()
    {
        try
        {
            return !Directory.Exists(directory) ? "" : string.Join('\n', new DirectoryInfo(directory).EnumerateFiles().Select(static file => $"{file.Name} {file.Length}").Order(StringComparer.Ordinal));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
