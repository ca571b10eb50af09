using System.Security.Cryptography;
using Sluice.Failures;
using Sluice.Trees.Local;

namespace Sluice.Jobs.Store;

/// <summary>
/// A job in a directory that all workers see. A content appears whole, by a rename that fails where something is; a content is replaced by who holds the
/// lock file beside it, which a killed holder's system gives free.
/// </summary>
/// <param name="directory">The directory; made when something is written first.</param>
/// <param name="clock">Tells the time where the directory's own clock cannot be asked, because it may only be read.</param>
internal sealed class DirectoryJobStore(string directory, TimeProvider clock) : JobStore
{
    const string Unfinished = ".part";
    const string Lock = ".lock";
    const int MostWrites = 10, MostReads = 20;

    // What a link leads to is no file of the job: whoever removes the job must not remove that.
    static readonly EnumerationOptions Own = new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.ReparsePoint };

    DateTimeOffset _now = DateTimeOffset.MinValue;

    /// <inheritdoc/>
    public override Trees.Location Place => new LocalLocation(directory) { IsLiteral = true };

    /// <inheritdoc/>
    public override DateTimeOffset Now => _now;

    /// <inheritdoc/>
    public override (byte[] Content, string? Tag)? Read(string name, CancellationToken cancellationToken) => Guard<(byte[], string?)?>(name, path =>
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                byte[] content = new FileInfo(path).Length > MostOf(name) ? [] : File.ReadAllBytes(path);
                return (content, HashOf(content));
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
            catch (IOException) when (attempt < MostReads)
            {
                // Its writer has given it its name, and not its lock free yet; what has another reason fails once more.
                if (cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(attempt)))
                    throw new OperationCanceledException(cancellationToken);
            }
        }
    });

    /// <inheritdoc/>
    public override TimeSpan? Age(string name, string tag, CancellationToken cancellationToken) => Guard<TimeSpan?>(name, path =>
    {
        DateTimeOffset written = File.GetLastWriteTimeUtc(path);
        return Read(name, cancellationToken)?.Tag == tag ? Probe() - written : null;
    });

    /// <inheritdoc/>
    public override string? Create(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => Guard(name, path => Publish(path, content, unfinished =>
    {
        if (PosixFile.TryRenameToFree(unfinished, path))
            return HashOf(content.Span);
        if (File.Exists(path))
            return TagOf(name, content, cancellationToken);
        // A file system, or a system, that cannot do both in one call: .NET looks first and renames then.
        using FileStream held = Hold(path + Lock, cancellationToken);
        if (File.Exists(path))
            return TagOf(name, content, cancellationToken);
        File.Move(unfinished, path);
        return HashOf(content.Span);
    }));

    /// <inheritdoc/>
    public override string? Replace(string name, ReadOnlyMemory<byte> content, string tag, CancellationToken cancellationToken) => Guard(name, path =>
    {
        using FileStream held = Hold(path + Lock, cancellationToken);
        return Read(name, cancellationToken)?.Tag == tag ? Overwrite(path, content) : null;
    });

    /// <inheritdoc/>
    public override void Write(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => Guard(name, path => Overwrite(path, content));

    /// <inheritdoc/>
    public override void Delete(string name, CancellationToken cancellationToken) => Guard(name, path =>
    {
        if (File.Exists(path))
            File.Delete(path);
        File.Delete(path + Lock);
        return true;
    });

    /// <inheritdoc/>
    public override IEnumerable<JobEntry> List(string prefix, string after, CancellationToken cancellationToken) => Guard(prefix, _ =>
    {
        _now = Probe();
        // Only the directory that the beginning names: those beside it may have as many files.
        string below = Path.Combine(directory, prefix[..(prefix.LastIndexOf('/') + 1)]);
        if (!Directory.Exists(below) || below.Length > directory.Length + 1 && new DirectoryInfo(below.TrimEnd('/')).LinkTarget is not null)
            return [];
        List<JobEntry> found = [];
        foreach (string path in Directory.EnumerateFiles(below, "*", Own))
        {
            string name = Path.GetRelativePath(directory, path).Replace(Path.DirectorySeparatorChar, '/');
            if (name.StartsWith(prefix, StringComparison.Ordinal) && !name.EndsWith(Unfinished, StringComparison.Ordinal) && !name.EndsWith(Lock, StringComparison.Ordinal) && string.CompareOrdinal(name, after) > 0)
                found.Add(new JobEntry(name, null, File.GetLastWriteTimeUtc(path)));
        }
        found.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return found;
    });

    /// <inheritdoc/>
    public override IReadOnlyList<JobEntry> ListPage(string prefix, string after, CancellationToken cancellationToken, out bool isLast)
    {
        isLast = true;
        return [.. List(prefix, after, cancellationToken)];
    }

    /// <inheritdoc/>
    public override IEnumerable<JobEntry> ListUnfinished(CancellationToken cancellationToken) => Guard("", _ =>
    {
        _now = Probe();
        return Directory.EnumerateFiles(directory, "*" + Unfinished, Own).Where(static path => !IsHeld(path))
            .Select(path => new JobEntry(Path.GetRelativePath(directory, path).Replace(Path.DirectorySeparatorChar, '/'), null, File.GetLastWriteTimeUtc(path))).ToList();
    });

    /// <summary>The directories in one.</summary>
    public static IEnumerable<Trees.Location> Below(string directory)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal).Select(static path => new LocalLocation(path) { IsLiteral = true })];
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            throw new FailureException(LocalFailure.From(exception, directory));
        }
    }

    // The clock of whoever has the disk, which may be another machine.
    DateTimeOffset Probe()
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Directory.CreateDirectory(directory);
                using FileStream probe = new(Path.Combine(directory, $"{Guid.NewGuid():n}{Unfinished}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
                return File.GetLastWriteTimeUtc(probe.SafeFileHandle);
            }
            catch (Exception exception) when (LocalFailure.IsLocal(exception) && LocalFailure.From(exception, directory).Code is "ReadOnly" or "Denied")
            {
                return clock.GetUtcNow();
            }
            catch (IOException) when (attempt < MostWrites)
            {
                // A cleanup looked at it between its making and its lock.
            }
        }
    }

    static bool IsHeld(string path)
    {
        try
        {
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None).Dispose();
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Or it is gone.
            return true;
        }
    }

    static FileStream Hold(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                if (cancellationToken.WaitHandle.WaitOne(10))
                    throw new OperationCanceledException(cancellationToken);
            }
        }
    }

    static string Overwrite(string path, ReadOnlyMemory<byte> content) => Publish(path, content, unfinished =>
    {
        File.Move(unfinished, path, overwrite: true);
        return HashOf(content.Span);
    })!;

    // Where a file system keeps no locks, whoever cleans up may take what is not finished: then it is written once more.
    static string? Publish(string path, ReadOnlyMemory<byte> content, Func<string, string?> rename)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (int attempt = 1; ; attempt++)
        {
            string unfinished = $"{path}.{Guid.NewGuid():n}{Unfinished}";
            try
            {
                using (FileStream file = new(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                {
                    file.Write(content.Span);
                    file.Flush(flushToDisk: true);
                    // Held until it has its name: nobody takes it for what a killed writer left.
                    if (!OperatingSystem.IsWindows())
                        return rename(unfinished);
                }
                return rename(unfinished);
            }
            catch (IOException) when (attempt < MostWrites)
            {
                // It was removed meanwhile, or looked at between its making and its lock; what has another reason fails once more.
            }
            finally
            {
                File.Delete(unfinished);
            }
        }
    }

    T Guard<T>(string name, Func<string, T> act)
    {
        string path = Path.Combine(directory, name);
        try
        {
            return act(path);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            throw new FailureException(LocalFailure.From(exception, path));
        }
    }

    static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
