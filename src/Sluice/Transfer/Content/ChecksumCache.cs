using Sluice.S3.Checksums;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Content;

/// <summary>
/// Checksums of local files from earlier runs: 56 bytes of disk for each, and no memory but for what is new, some 4 MB
/// at most. Runs write files of their own and never change one, so that any number of them can go on at once and one
/// that is killed loses what it learned in its last half minute and nothing else. What cannot be read or written is not remembered, and
/// nothing fails for it.
/// </summary>
internal sealed class ChecksumCache : IDisposable
{
    const string Suffix = ".sums";
    const string TemporarySuffix = ".new";
    const int MaxPending = 64 << 10;
    const int MaxSegments = 8;

    // A checksum that nobody asked for this long is dropped: its file is gone, or has another identity by now.
    const int MaxAgeDays = 120;
    const int RefreshDays = 30;

    static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(30);

    // The coarsest time stamps that file systems have (FAT: 2 s). A file may be written to again within the same one.
    static readonly TimeSpan Racy = TimeSpan.FromSeconds(2);

    readonly string _directory;
    readonly TimeProvider _clock;
    readonly ReaderWriterLockSlim _use = new();
    readonly object _saving = new();
    readonly Lock _gate = new();

    // Guarded by _use.
    List<CacheSegment> _segments = [];

    // Guarded by _gate.
    List<CacheRecord> _pending = [];
    long _saved;

    ChecksumCache(string directory, TimeProvider clock)
    {
        _directory = directory;
        _clock = clock;
        _saved = clock.GetTimestamp();
    }

    /// <summary>Why the cache could not be read or written; null while it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Files of it that were damaged, cut off, or of another version, and are not used: what they held is computed anew.</summary>
    public int Dropped { get; private set; }

    /// <summary>Opens the cache of a directory, which is made when it is not there. A cache that cannot be used is empty.</summary>
    /// <param name="directory">Usually <c>checksums</c> in the user's state directory.</param>
    /// <param name="clock">Tells which files were written to too recently to be trusted.</param>
    public static ChecksumCache Open(string directory, TimeProvider clock)
    {
        ChecksumCache cache = new(directory, clock);
        cache.Attempt(cache.OpenSegments);
        return cache;
    }

    /// <summary>The checksum of the very file that has this status; null when it is not known.</summary>
    public ObjectChecksum? Find(string path, in FileStatus status, ContentRecipe recipe)
    {
        UInt128 key = CacheRecord.KeyOf(path, status, recipe);
        CacheRecord record = default;
        bool found = false;
        _use.EnterReadLock();
        try
        {
            for (int at = _segments.Count - 1; at >= 0 && !found; at--)
                found = _segments[at].TryFind(key, out record);
        }
        catch (IOException exception)
        {
            Problem ??= exception.Message;
        }
        finally
        {
            _use.ExitReadLock();
        }
        if (!found)
            return null;
        if (Today - record.Day >= RefreshDays)
            Add(record with { Day = Today });
        return record.ToChecksum(recipe, status.Length);
    }

    /// <summary>
    /// Remembers a checksum, unless the file was written to in the two seconds before it was read, or after that as its
    /// clock has it: such a file could change and look the same.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="status">Its status, the same before and after it was read.</param>
    /// <param name="recipe">How the checksum was computed.</param>
    /// <param name="checksum">The value.</param>
    /// <param name="begin">When reading began.</param>
    public void Add(string path, in FileStatus status, ContentRecipe recipe, ObjectChecksum checksum, DateTimeOffset begin)
    {
        if (status.Modified <= begin - Racy)
            Add(CacheRecord.From(CacheRecord.KeyOf(path, status, recipe), checksum, Today));
    }

    /// <summary>Writes what is new to disk.</summary>
    public void Save() => Attempt(() =>
    {
        lock (_saving)
        {
            List<CacheRecord> records;
            lock (_gate)
            {
                (records, _pending) = (_pending, []);
                _saved = _clock.GetTimestamp();
            }
            if (records.Count == 0)
                return;
            records.Sort(static (a, b) => a.Key.CompareTo(b.Key));
            Publish(records, replaced: []);
            if (_segments.Count > MaxSegments)
                Publish(Merged(_segments), replaced: _segments);
        }
    });

    /// <summary>Saves what is new.</summary>
    public void Dispose()
    {
        Save();
        foreach (CacheSegment segment in _segments)
            segment.Dispose();
        _segments = [];
        _use.Dispose();
    }

    int Today => (int)(_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalDays;

    void Add(CacheRecord record)
    {
        lock (_gate)
        {
            if (Problem is not null)
                return;
            _pending.Add(record);
            if (_pending.Count < MaxPending && _clock.GetElapsedTime(_saved) < SaveEvery)
                return;
        }
        Save();
    }

    void OpenSegments()
    {
        FileModes.CreatePrivateDirectory(_directory);
        foreach (FileInfo file in new DirectoryInfo(_directory).EnumerateFiles().OrderBy(static file => file.LastWriteTimeUtc))
        {
            if (file.Name.EndsWith(Suffix, StringComparison.Ordinal))
            {
                if (TryOpen(file.FullName, out CacheSegment? segment) && segment is null)
                {
                    Dropped++;
                    Remove(file.FullName);
                }
                else if (segment is not null)
                    _segments.Add(segment);
            }
            // Of a run that was killed while it wrote.
            else if (file.Name.EndsWith(TemporarySuffix, StringComparison.Ordinal) && file.LastWriteTimeUtc < _clock.GetUtcNow().UtcDateTime.AddDays(-1))
                Remove(file.FullName);
        }
    }

    // False when another run has just merged the segment into one of its own: that one is used the next time.
    static bool TryOpen(string path, out CacheSegment? segment)
    {
        try
        {
            segment = CacheSegment.TryOpen(path);
            return true;
        }
        catch (FileNotFoundException)
        {
            segment = null;
            return false;
        }
    }

    void Publish(IEnumerable<CacheRecord> records, List<CacheSegment> replaced)
    {
        string path = Path.Join(_directory, Guid.NewGuid().ToString("N") + Suffix);
        string temporary = path + TemporarySuffix;
        CacheSegment.Write(temporary, records);
        File.Move(temporary, path);
        CacheSegment? segment = CacheSegment.TryOpen(path);
        _use.EnterWriteLock();
        try
        {
            _segments = segment is null ? [.. _segments.Except(replaced)] : [.. _segments.Except(replaced), segment];
        }
        finally
        {
            _use.ExitWriteLock();
        }
        foreach (CacheSegment old in replaced)
        {
            old.Dispose();
            Remove(old.FilePath);
        }
    }

    // Of records with one key the last used stays; what nobody used for long goes.
    IEnumerable<CacheRecord> Merged(List<CacheSegment> segments)
    {
        PriorityQueue<IEnumerator<CacheRecord>, UInt128> next = new();
        foreach (CacheSegment segment in segments)
        {
            IEnumerator<CacheRecord> records = segment.Records().GetEnumerator();
            if (records.MoveNext())
                next.Enqueue(records, records.Current.Key);
        }
        CacheRecord? best = null;
        while (next.TryDequeue(out IEnumerator<CacheRecord>? records, out _))
        {
            CacheRecord record = records.Current;
            if (records.MoveNext())
                next.Enqueue(records, records.Current.Key);
            if (best is { } before && before.Key != record.Key && Today - before.Day <= MaxAgeDays)
                yield return before;
            if (best is not { } kept || kept.Key != record.Key || kept.Day < record.Day)
                best = record;
        }
        if (best is { } last && Today - last.Day <= MaxAgeDays)
            yield return last;
    }

    void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            Problem ??= exception.Message;
        }
    }

    static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            // Another run removed it, or still has it open: it goes the next time.
        }
    }
}
