using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Sinks;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Journal;

/// <summary>The journal of a run that has not ended, as it stands: what the run was, how far it came, and what it left.</summary>
public sealed class FoundJournal
{
    FoundJournal(string path, JournalState state, bool isRunning, string? problem) => (Path, State, IsRunning, Problem) = (path, state, isRunning, problem);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>A run that lives has it.</summary>
    public bool IsRunning { get; }

    /// <summary>Why it cannot be read; null when it can.</summary>
    public string? Problem { get; }

    /// <summary>By what it is named on a command line.</summary>
    public string Id => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The command, word by word, behind the settings of its environment; empty when the journal cannot be read.</summary>
    public IReadOnlyList<string> Command => State.Command;

    /// <summary>Where it was started.</summary>
    public string WorkingDirectory => State.WorkingDirectory;

    /// <summary>When it was started first.</summary>
    public DateTimeOffset FirstBegun => State.Begun.First;

    /// <summary>When it was started last.</summary>
    public DateTimeOffset LatestBegun => State.Begun.Latest;

    /// <summary>The process that has it, or had it last.</summary>
    public int ProcessId => State.ProcessId;

    /// <summary>Items that are done.</summary>
    public long Done => State.Done;

    /// <summary>Their bytes.</summary>
    public long DoneBytes => State.DoneBytes;

    /// <summary>What was under way, in the order in which it was begun.</summary>
    public IReadOnlyList<UnfinishedTransfer> Unfinished =>
        [.. State.Unfinished.Values.OrderBy(static item => item.Id).Select(static item => new UnfinishedTransfer(item.To, item.Size, item.PartBytes, item.UploadId, item.CanResume))];

    /// <summary>What it says; empty when it cannot be read.</summary>
    internal JournalState State { get; }

    /// <summary>True for an unfinished file of its runs that is still of use, or of the run that lives.</summary>
    /// <param name="path">The full path.</param>
    public bool Owns(string path) => OwnsName(System.IO.Path.GetFileName(path), State.LatestRun);

    /// <summary>True for an unfinished file of its runs on a host that is still of use, or of the process that lives.</summary>
    public bool Owns(Location location) => location is { OnHost: { } path } && OwnsName(path[(path.LastIndexOf('/') + 1)..], State.LatestProcess);

    /// <summary>True for a multipart upload of its runs that is still of use.</summary>
    public bool OwnsUpload(string uploadId) => State.Unfinished.Values.Any(item => item.UploadId == uploadId);

    /// <summary>True when this run, which lives, may have begun an upload of a key whose id its journal has not yet.</summary>
    public bool IsBeginning(S3Client client, string bucket, ObjectKey key) => IsBeginning(ItemIdentity.EndpointOf(client), bucket, key);

    /// <summary>
    /// Gives the run up: aborts its uploads, removes its files, then the journal. Of one that cannot be read only the journal goes. Throws
    /// <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/> when the journal cannot be removed.
    /// </summary>
    /// <param name="clients">Opens the clients that its command would use.</param>
    /// <param name="say">Told what could not be removed.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public JournalDiscard Discard(Func<S3ClientFactory> clients, Action<string> say, CancellationToken cancellationToken)
    {
        using JournalLock? taken = JournalLock.TryTake(Path);
        if (taken is null)
            return JournalDiscard.Running;
        if (Problem is null)
        {
            using S3ClientFactory stores = clients();
            if (!new JournalSweep(stores, State, Path, say, cancellationToken).Run())
                return JournalDiscard.Incomplete;
        }
        File.Delete(Path);
        taken.Remove();
        return JournalDiscard.Done;
    }

    /// <summary>All journals of a directory; one that a run removes meanwhile is left out, as is one whose run has ended before it began any item.</summary>
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
                if (state.Command.Count > 0 && (running || state.IsWorthKeeping))
                    found.Add(new FoundJournal(path, state, running, null));
                else if (state.Command.Count > 0)
                    continue;
                // A run that has just begun has said nothing yet.
                else if (!running && File.Exists(path) && !JournalLock.IsTakenFor(path))
                    found.Add(new FoundJournal(path, state, running, $"{DisplayText.Of(path)} is empty or cut off before its first record: nobody knows what its run left. 'sluice resume --discard {DisplayText.Of(System.IO.Path.GetFileNameWithoutExtension(path))}' removes it."));
            }
            catch (FileNotFoundException)
            {
            }
            catch (Exception exception) when (LocalFailure.IsLocal(exception) || exception is JournalException or InvalidDataException)
            {
                found.Add(new FoundJournal(path, new JournalState(), isRunning: false, DisplayText.Of(exception.Message)));
            }
        }
        return found;
    }

    /// <summary>Removes the journals of runs that have ended before they began any item: nothing was left, and nothing can be gone on with.</summary>
    /// <returns>How many were removed. One that cannot be removed stays.</returns>
    public static int RemoveEmpty(string directory)
    {
        int removed = 0;
        foreach (string path in JournalDirectory.All(directory))
        {
            try
            {
                // The lock keeps out whoever starts the command: it is taken for what looks empty, and not for long.
                if (!IsEmpty(path) || JournalLock.TryTake(path) is not { } taken)
                    continue;
                try
                {
                    if (!IsEmpty(path))
                        continue;
                    File.Delete(path);
                    removed++;
                }
                finally
                {
                    taken.LetGo(path);
                }
            }
            catch (Exception exception) when (LocalFailure.IsLocal(exception))
            {
                // The directory became read-only.
            }
        }
        return removed;
    }

    static bool IsEmpty(string path) => JournalState.From(path) is { Command.Count: > 0, IsWorthKeeping: false };

    // By the name alone, which no other unfinished file has: a directory has as many paths as there are links to it.
    bool OwnsName(string name, string mark) => State.Unfinished.Values.Any(item => item.Temporary.EndsWith(name, StringComparison.Ordinal) && item.Temporary[..^name.Length] is "" or [.., '/' or '\\'])
        || IsRunning && mark.Length > 0 && name.Contains(TemporaryNames.MarkOf(mark), StringComparison.Ordinal);

    /// <summary>True when this run, which lives, may have begun an upload of a key whose id its journal has not yet.</summary>
    internal bool IsBeginning(string endpoint, string bucket, ObjectKey key) => IsRunning
        && State.Unfinished.Values.Any(item => item is { UploadId: null, To.InStore: { } to } && to.Bucket == bucket && to.Key == key && item.Endpoint == endpoint);
}
