using System.Collections.Concurrent;
using Sluice.S3.Operations;

namespace Sluice.S3.Http;

/// <summary>What a client has learned of its store: regions of buckets, the clock, what it does not support.</summary>
internal sealed class StoreTraits
{
    /// <summary>Buckets whose region is remembered; a run touches a few.</summary>
    const int MaxBuckets = 1024;

    readonly ConcurrentDictionary<string, string> _regions = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, ETagRecord> _etags = new(StringComparer.Ordinal);
    long _skewTicks;

    /// <summary>The store refused a request for its checksum headers and took it without: they are left out since.</summary>
    public volatile bool ChecksumsRefused;

    /// <summary>The store has no ListObjectsV2.</summary>
    public volatile bool ListsV1;

    /// <summary>What the ETags of a bucket have shown; a record that nobody else has when there are too many buckets: it has shown nothing.</summary>
    public ETagRecord ETagsOf(string bucket) =>
        _etags.TryGetValue(bucket, out ETagRecord? known) ? known : _etags.Count < MaxBuckets ? _etags.GetOrAdd(bucket, static _ => new ETagRecord()) : new ETagRecord();

    /// <summary>The store has no DeleteObjects, or none whose answers can be matched with its requests: objects go one by one.</summary>
    public volatile bool DeletesOneByOne;

    readonly ListedNames _encodedNames = new(saysUrl: true);
    readonly ListedNames _plainNames = new(saysUrl: false);

    /// <summary>What is known of the names of listings that say they are URL-encoded, or that do not.</summary>
    public ListedNames Names(bool saysUrl) => saysUrl ? _encodedNames : _plainNames;

    /// <summary>The store has answered at least once: its address is right.</summary>
    public volatile bool HasAnswered;

    /// <summary>What the store called itself in its first answer (Server header); null when it did not say.</summary>
    public volatile string? Server;

    /// <summary>The store's time minus this machine's, once a request was refused for it.</summary>
    public TimeSpan Skew
    {
        get => new(Volatile.Read(ref _skewTicks));
        set => Volatile.Write(ref _skewTicks, value.Ticks);
    }

    /// <summary>The region a bucket was found in; null when no answer named one.</summary>
    public string? RegionOf(string? bucket) => bucket is not null && _regions.TryGetValue(bucket, out string? region) ? region : null;

    /// <summary>Remembers the region of a bucket.</summary>
    public void Learn(string bucket, string region)
    {
        if (_regions.Count < MaxBuckets || _regions.ContainsKey(bucket))
            _regions[bucket] = region;
    }
}
