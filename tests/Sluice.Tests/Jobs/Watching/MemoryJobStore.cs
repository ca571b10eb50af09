using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.Trees;

namespace Sluice.Tests.Jobs.Watching;

/// <summary>A job's store whose clock is set by the test, and which counts requests as S3 would have them: a thousand names a page.</summary>
public sealed class MemoryJobStore : JobStore
{
    const int PageLength = 1000;

    readonly SortedList<string, (byte[] Content, DateTimeOffset Written)> _all = new(StringComparer.Ordinal);

    int _requests;

    /// <summary>The store's time.</summary>
    public DateTimeOffset Time { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>Requests that came.</summary>
    public int Requests
    {
        get => _requests;
        set => _requests = value;
    }

    /// <summary>Names that are there and that no listing has.</summary>
    public HashSet<string> Unlisted { get; } = [];

    /// <summary>Called before each read; null for nothing.</summary>
    public Action<string>? OnRead { get; set; }

    /// <summary>Listings tell the MD5 of contents, as ETags of S3 do.</summary>
    public bool ListsHashes { get; set; }

    /// <summary>Contents are known by tags, which change with each write.</summary>
    public bool HasTags { get; init; }

    public override Location Place => LocationParser.Parse("s3://jobs/one");

    public override DateTimeOffset Now => Time;

    public override (byte[] Content, string? Tag)? Read(string name, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        OnRead?.Invoke(name);
        return _all.TryGetValue(name, out (byte[] Content, DateTimeOffset Written) there) ? (there.Content, HasTags ? TagAt(there.Written, there.Content) : null) : null;
    }

    public override TimeSpan? Age(string name, string tag, CancellationToken cancellationToken) => Time - _all[name].Written;

    public override string? Create(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (_all.ContainsKey(name))
            return null;
        Write(name, content, cancellationToken);
        return HasTags ? TagAt(Time, content.ToArray()) : "tag";
    }

    static string TagAt(DateTimeOffset written, byte[] content) => $"{written.UtcTicks}-{Convert.ToHexString(content)}";

    public override string? Replace(string name, ReadOnlyMemory<byte> content, string tag, CancellationToken cancellationToken)
    {
        Write(name, content, cancellationToken);
        return tag;
    }

    public override void Write(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => _all[name] = (content.ToArray(), Time);

    public override void Delete(string name, CancellationToken cancellationToken) => _all.Remove(name);

    public override IEnumerable<JobEntry> List(string prefix, string after, CancellationToken cancellationToken)
    {
        for (bool isLast = false; !isLast;)
            foreach (JobEntry entry in ListPage(prefix, after, cancellationToken, out isLast))
            {
                after = entry.Name;
                yield return entry;
            }
    }

    public override IReadOnlyList<JobEntry> ListPage(string prefix, string after, CancellationToken cancellationToken, out bool isLast)
    {
        Interlocked.Increment(ref _requests);
        List<JobEntry> page = [];
        int at = FirstBehind(string.CompareOrdinal(after, prefix) > 0 ? after : prefix);
        for (; at < _all.Count && page.Count < PageLength && _all.GetKeyAtIndex(at).StartsWith(prefix, StringComparison.Ordinal); at++)
            if (!Unlisted.Contains(_all.GetKeyAtIndex(at)))
                page.Add(new JobEntry(_all.GetKeyAtIndex(at), ListsHashes ? $"\"{ChunkTally.HashOf(_all.GetValueAtIndex(at).Content)}\"" : null, _all.GetValueAtIndex(at).Written));
        isLast = at == _all.Count || !_all.GetKeyAtIndex(at).StartsWith(prefix, StringComparison.Ordinal);
        return page;
    }

    int FirstBehind(string name)
    {
        int low = 0, high = _all.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (string.CompareOrdinal(_all.GetKeyAtIndex(middle), name) <= 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
