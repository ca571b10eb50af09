using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Journal;

/// <summary>A journal that lies in a directory, as it stands.</summary>
/// <param name="Path">The file.</param>
/// <param name="State">What it says; empty when it cannot be read.</param>
/// <param name="IsRunning">A run that lives has it.</param>
/// <param name="Problem">Why it cannot be read; null when it can.</param>
internal sealed record FoundJournal(string Path, JournalState State, bool IsRunning, string? Problem)
{
    /// <summary>By what it is named on a command line.</summary>
    public string Id => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>All journals of a directory; one that a run removes meanwhile is left out.</summary>
    public static IReadOnlyList<FoundJournal> All(string directory)
    {
        List<FoundJournal> found = [];
        foreach (string path in JournalDirectory.All(directory))
        {
            JournalState state = new();
            try
            {
                bool running = JournalLock.IsTakenFor(path);
                JournalFile.Read(path, state.Apply);
                if (state.Command.Count > 0)
                    found.Add(new FoundJournal(path, state, running, null));
                // A run that has just begun has said nothing yet.
                else if (!running && File.Exists(path) && !JournalLock.IsTakenFor(path))
                    found.Add(new FoundJournal(path, state, running, $"{DisplayText.Of(path)} is empty or cut off before its first record: nobody knows what its run left. 'sluice resume --discard' removes it."));
            }
            catch (FileNotFoundException)
            {
            }
            catch (Exception exception) when (LocalFailure.IsLocal(exception) || exception is JournalException or InvalidDataException)
            {
                found.Add(new FoundJournal(path, new JournalState(), IsRunning: false, DisplayText.Of(exception.Message)));
            }
        }
        return found;
    }

    /// <summary>True when this run, which lives, may have begun an upload of a key whose id its journal has not yet.</summary>
    public bool IsBeginning(string endpoint, string bucket, ObjectKey key) => IsRunning
        && State.Unfinished.Values.Any(item => item is { UploadId: null, To.InStore: { } to } && to.Bucket == bucket && to.Key == key && item.Endpoint == endpoint);
}
