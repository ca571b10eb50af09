using Sluice.Trees.Local;

namespace Sluice.Sync.Watching;

/// <summary>
/// Collects the names that change below a directory, by the system's file events. An event is a hint and no proof: what it names is looked up
/// before anything is done, and where names may be missing (a directory came or went, the system dropped events, more names than are kept)
/// it says that all has to be looked at. Safe for many threads.
/// </summary>
public sealed class DirectoryWatch : IDisposable
{
    /// <summary>Names kept before all has to be looked at: beyond that a listing costs less than to look up each.</summary>
    public const int MostNames = 1000;

    // Events come from the directory that was there when the watch began, whatever has its name by now: a release that is swapped, a disk
    // that is mounted, a link that is turned round. So often it is looked whether it is still the one.
    static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    // The most that .NET asks the system for at once.
    const int BufferSize = 64 << 10;

    readonly string _directory;
    readonly TimeProvider _clock;
    readonly IReadOnlyList<string> _own;
    readonly FileSystemWatcher _watcher;
    readonly Lock _gate = new();
    readonly SemaphoreSlim _news = new(0, 1);
    // Each name, and whether it came first.
    Dictionary<string, bool> _seen = new(StringComparer.Ordinal);
    bool _all;
    FileStatus _watched;
    long _last;

    /// <summary>Begins to watch. Throws <see cref="IOException"/> when the system watches no more directories (fs.inotify.max_user_watches), and <see cref="ArgumentException"/> when there is no such directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="clock">Tells how long it has been quiet.</param>
    /// <param name="own">Files and directories that the caller itself writes: changes of those, and below them, are none. Null for none.</param>
    public DirectoryWatch(string directory, TimeProvider clock, IEnumerable<string>? own = null)
    {
        (_directory, _clock) = (Path.GetFullPath(directory), clock);
        _own = new OwnFiles(own ?? []).Below(_directory);
        _watcher = new FileSystemWatcher(_directory)
        {
            IncludeSubdirectories = true,
            InternalBufferSize = BufferSize,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        _watcher.Created += (_, change) => Add(change.FullPath, came: true);
        _watcher.Deleted += (_, change) => Add(change.FullPath, came: false);
        _watcher.Changed += (_, change) => Add(change.FullPath, came: false);
        _watcher.Renamed += (_, change) =>
        {
            Add(change.OldFullPath, came: false);
            Add(change.FullPath, came: true);
        };
        _watcher.Error += (_, _) => Lose();
        try
        {
            _watcher.EnableRaisingEvents = true;
            _watched = FileStatus.From(_directory);
        }
        catch
        {
            _watcher.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Waits for a change, then until it has been quiet for <paramref name="settle"/>, but not longer than ten times that; null when
    /// nothing changed within <paramref name="limit"/>. Throws <see cref="OperationCanceledException"/>.
    /// </summary>
    public DirectoryChange? Wait(TimeSpan limit, TimeSpan settle, CancellationToken cancellationToken)
    {
        long begun = _clock.GetTimestamp();
        for (bool isNews = false; !isNews;)
        {
            TimeSpan left = limit - _clock.GetElapsedTime(begun);
            isNews = _news.Wait(left < Look ? left > TimeSpan.Zero ? left : TimeSpan.Zero : Look, cancellationToken);
            if (IsAnother())
                return new DirectoryChange(null, true);
            if (!isNews && left <= Look)
                return null;
        }
        begun = _clock.GetTimestamp();
        while (_clock.GetElapsedTime(begun) < 10 * settle && _clock.GetElapsedTime(Volatile.Read(ref _last)) is var quiet && quiet < settle)
        {
            cancellationToken.WaitHandle.WaitOne(settle - quiet);
            cancellationToken.ThrowIfCancellationRequested();
        }
        Dictionary<string, bool> seen;
        bool all;
        lock (_gate)
        {
            // What came since was taken with it.
            _news.Wait(0, CancellationToken.None);
            (seen, all) = (_seen, _all);
            (_seen, _all) = (new Dictionary<string, bool>(StringComparer.Ordinal), false);
        }
        return all ? new DirectoryChange(null, true) : Sort(seen);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watcher.Dispose();
        _news.Dispose();
    }

    // True, once it is watched, for another directory of the name. One that is not there may come again.
    bool IsAnother()
    {
        FileStatus now = FileStatus.From(_directory);
        if (now.Kind != FileKind.Directory || now.Inode == _watched.Inode && now.Device == _watched.Device)
            return false;
        try
        {
            _watcher.EnableRaisingEvents = false;
            _watcher.EnableRaisingEvents = true;
            _watched = now;
            return true;
        }
        catch (Exception failure) when (failure is IOException or ArgumentException)
        {
            // It went again, or the system watches no more: the next look tries anew.
            return false;
        }
    }

    // What is so now counts, not what was when the events came: programs save by writing beside and renaming.
    DirectoryChange Sort(Dictionary<string, bool> seen)
    {
        List<string> names = [];
        bool isGone = false, isAll = false;
        foreach ((string name, bool came) in seen)
        {
            string path = Path.Join(_directory, name);
            if (File.Exists(path))
                names.Add(name);
            // Of a directory that came only this is told, and not what it brought along.
            else if (Directory.Exists(path))
                isAll |= came;
            // What came and went again was never taken along.
            else
                isGone |= !came;
        }
        return new DirectoryChange(isAll ? null : names, isGone);
    }

    void Add(string path, bool came)
    {
        if (path.Length <= _directory.Length)
            return;
        string name = path[_directory.Length..].TrimStart(Path.DirectorySeparatorChar).Replace(Path.DirectorySeparatorChar, '/');
        if (OwnFiles.Covers(_own, name))
            return;
        lock (_gate)
        {
            // A name that is no UTF-8 comes in a form by which it cannot be found.
            if (name.Contains('\uFFFD', StringComparison.Ordinal) || _seen.Count >= MostNames)
                _all = true;
            else if (!_all)
                _seen.TryAdd(name, came);
            Tell();
        }
    }

    void Lose()
    {
        lock (_gate)
        {
            _all = true;
            Tell();
        }
    }

    void Tell()
    {
        Volatile.Write(ref _last, _clock.GetTimestamp());
        if (_news.CurrentCount == 0)
            _news.Release();
    }
}
