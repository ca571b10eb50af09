using Sluice.Trees.Local;

namespace Sluice.Transfer.Journal;

/// <summary>Keeps a second run of the same command out, also one that begins at the same moment. The system lets go of it when the process ends, however that happens.</summary>
internal sealed class JournalLock : IDisposable
{
    const int SharingViolation = unchecked((int)0x80070020);

    // Whoever lists journals, or clears up, has the lock for moments.
    const int Attempts = 20;
    static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(10);

    readonly FileStream _file;

    JournalLock(FileStream file) => _file = file;

    /// <summary>The lock's file beside a journal.</summary>
    public static string PathOf(string journal) => Path.ChangeExtension(journal, ".lock");

    /// <summary>Takes the lock; null when another process, or another run of this one, has it.</summary>
    public static JournalLock? TryTake(string journal) => TryTake(journal, FileMode.OpenOrCreate);

    /// <summary>Takes the lock, also when somebody only looks whether it is taken; null when another run has it, or the wait was cancelled.</summary>
    public static JournalLock? Take(string journal, TimeProvider clock, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (TryTake(journal) is { } taken)
                return taken;
            if (attempt == Attempts)
                return null;
            try
            {
                Task.Delay(BetweenAttempts, clock, CancellationToken.None).Wait(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }
    }

    /// <summary>True when a run that lives has it.</summary>
    public static bool IsTakenFor(string journal)
    {
        if (!File.Exists(PathOf(journal)))
            return false;
        try
        {
            using JournalLock? taken = TryTake(journal, FileMode.Open);
            return taken is null;
        }
        catch (IOException gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // Its run has ended since.
            return false;
        }
    }

    /// <summary>Lets go; where there is no journal, the file goes too.</summary>
    public void LetGo(string journal)
    {
        if (File.Exists(journal))
            Dispose();
        else
            Remove();
    }

    static JournalLock? TryTake(string journal, FileMode mode)
    {
        string path = PathOf(journal);
        while (true)
        {
            // .NET takes no permission bits for a file that is there.
            FileStreamOptions options = mode == FileMode.Open ? new() { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None } : FileModes.PrivateFile(mode, FileAccess.ReadWrite);
            options.BufferSize = 0;
            FileStream file;
            try
            {
                file = new FileStream(path, options);
            }
            catch (IOException taken) when (IsTaken(taken))
            {
                return null;
            }
            // Its last owner may have removed the name between our opening and our locking: then this locks nothing.
            if (File.Exists(path))
                return new JournalLock(file);
            file.Dispose();
        }
    }

    /// <summary>Removes the file and lets go.</summary>
    public void Remove()
    {
        try
        {
            File.Delete(_file.Name);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            // The directory became read-only. A lock that nobody holds keeps nobody out.
        }
        Dispose();
    }

    /// <summary>Lets go.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>True when a file could not be opened because another process has it for itself.</summary>
    public static bool IsTaken(IOException exception) => exception.HResult is SharingViolation or 11 or 35
        // EWOULDBLOCK of flock(2), as .NET carries it: 11 on Linux, 35 on macOS.
        && exception is not (FileNotFoundException or DirectoryNotFoundException);
}
