using System.Collections.Concurrent;
using Sluice.Failures;
using Sluice.S3.Operations;
using Sluice.S3.Wire;

namespace Sluice.S3.Requests;

/// <summary>What a client has learned of its store: regions of buckets, the clock, what it does not support.</summary>
/// <param name="known">What was found of it before, by a probe: acted on from the first request on, and not told again.</param>
internal sealed class StoreBehavior(StoreDeviations known = StoreDeviations.None)
{
    /// <summary>Buckets of which something is remembered; a run touches a few.</summary>
    const int MaxBuckets = 1024;

    readonly ConcurrentDictionary<string, string> _regions = new(StringComparer.Ordinal);
    // A bucket's policy may forbid what the store can do.
    readonly ConcurrentDictionary<string, bool> _withoutHead = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, ETagRecord> _etags = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<string> _concessions = new();
    readonly bool _hasOpaqueETags = known.HasFlag(StoreDeviations.OpaqueETags);
    int _refused = (int)(known.HasFlag(StoreDeviations.UncheckedChecksums) ? OptionalHeaders.Checksums : OptionalHeaders.None);
    long _skewTicks;
    long _aheadTicks;
    bool _listsV1, _repeatsNames, _withoutCopies, _withoutPartCopies, _withoutStreams, _withoutWriteConditions;
    bool _deletesOneByOne = known.HasFlag(StoreDeviations.BatchDeletions), _ignoresRanges = known.HasFlag(StoreDeviations.Ranges), _refusesDeleteConditions = known.HasFlag(StoreDeviations.DeleteConditions);
    S3Error? _withoutTagReads;

    /// <summary>What the store takes otherwise than it was meant, one sentence each, in the order of discovery.</summary>
    public IReadOnlyCollection<string> Concessions => _concessions;

    /// <summary>The store refused to join parts for the checksums and sizes that the request named, and joined them without: they are left out since.</summary>
    public volatile bool CompletesPlainOnly;

    /// <summary>The store compares the condition of a copy with another ETag than it lists for objects of parts: their source is looked at instead.</summary>
    public volatile bool CopiesByOtherETags;

    /// <summary>The store ignores the condition of a copy: sources are looked at instead.</summary>
    public bool IgnoresCopyConditions { get; } = known.HasFlag(StoreDeviations.CopyConditions);

    /// <summary>What the store allows of parts.</summary>
    public volatile PartLimits Parts = PartLimits.OfS3;

    /// <summary>The store has no ListObjectsV2.</summary>
    public bool ListsV1
    {
        get => Volatile.Read(ref _listsV1);
        set => Note(ref _listsV1, value, "the store has no ListObjectsV2: version 1 is used");
    }

    /// <summary>A listing had names more than once.</summary>
    public bool RepeatsNames
    {
        get => Volatile.Read(ref _repeatsNames);
        set => Note(ref _repeatsNames, value, S3Client.RepeatedNames);
    }

    /// <summary>Ranges are of no use: the store answers them with whole objects, without saying which they are, or not at all.</summary>
    public bool IgnoresRanges => Volatile.Read(ref _ignoresRanges);

    /// <summary>Remembers that they are of no use, and what was seen.</summary>
    public void LearnWithoutRanges(string concession) => Note(ref _ignoresRanges, true, concession);

    /// <summary>The store has no CopyObject.</summary>
    public bool WithoutCopies
    {
        get => Volatile.Read(ref _withoutCopies);
        set => Note(ref _withoutCopies, value, "the store has no CopyObject: copies within it go through this machine");
    }

    /// <summary>The store has no UploadPartCopy.</summary>
    public bool WithoutPartCopies
    {
        get => Volatile.Read(ref _withoutPartCopies);
        set => Note(ref _withoutPartCopies, value, "the store has no UploadPartCopy: large copies within it go through this machine");
    }

    /// <summary>The store takes no bodies in chunks with their checksum behind them.</summary>
    public bool WithoutStreams
    {
        get => Volatile.Read(ref _withoutStreams);
        set => Note(ref _withoutStreams, value, "the store takes no checksum behind a body (x-amz-trailer): parts of copies to it are held in memory");
    }

    /// <summary>The store refuses conditions of writes, or compares them with something else.</summary>
    public bool WithoutWriteConditions
    {
        get => Volatile.Read(ref _withoutWriteConditions);
        set => Note(ref _withoutWriteConditions, value, "the store takes no conditions of writes: a HEAD right before looks whether the destination is as it was planned with");
    }

    /// <summary>Whether conditions of a kind of write were kept in a trial, by the kind.</summary>
    public ConcurrentDictionary<string, bool> KeptConditions { get; } = new(StringComparer.Ordinal);

    /// <summary>The store refuses If-Match on DeleteObject.</summary>
    public bool RefusesDeleteConditions
    {
        get => Volatile.Read(ref _refusesDeleteConditions);
        set => Note(ref _refusesDeleteConditions, value, "the store refuses If-Match on DELETE: a HEAD right before looks whether it is still the same object");
    }

    /// <summary>Why the store cannot be asked for tags at all; null while it can.</summary>
    public S3Error? WithoutTagReads
    {
        get => Volatile.Read(ref _withoutTagReads);
        set
        {
            if (Interlocked.CompareExchange(ref _withoutTagReads, value, null) is null)
                _concessions.Enqueue("the store does not tell tags: copies are made without them");
        }
    }

    /// <summary>What the ETags of a bucket have shown; a record that nobody else has when there are too many buckets: it has shown nothing.</summary>
    public ETagRecord ETagsOf(string bucket) =>
        _etags.TryGetValue(bucket, out ETagRecord? known) ? known : _etags.Count < MaxBuckets ? _etags.GetOrAdd(bucket, new ETagRecord(_hasOpaqueETags)) : new ETagRecord(_hasOpaqueETags);

    /// <summary>The store has no DeleteObjects, or none whose answers can be matched with its requests: objects go one by one.</summary>
    public bool DeletesOneByOne
    {
        get => Volatile.Read(ref _deletesOneByOne);
        set => Note(ref _deletesOneByOne, value, "the store has no DeleteObjects, or does not say what it removed: objects are removed one by one");
    }

    readonly ListedNames _encodedNames = new(saysUrl: true);
    readonly ListedNames _plainNames = new(saysUrl: false);

    /// <summary>What is known of the names of listings that say they are URL-encoded, or that do not.</summary>
    public ListedNames Names(bool saysUrl) => saysUrl ? _encodedNames : _plainNames;

    /// <summary>The store has answered at least once: its address is right.</summary>
    public volatile bool HasAnswered;

    volatile Outage? _outage;

    /// <summary>The store answers nobody; null when it has answered since it last did not.</summary>
    public Outage? Outage => _outage;

    /// <summary>A request got no answer: the outage that this is of.</summary>
    public Outage GaveNoAnswer(TimeProvider clock)
    {
        if (_outage is { } known)
            return known;
        Outage begun = new(clock);
        return Interlocked.CompareExchange(ref _outage, begun, null) ?? begun;
    }

    /// <summary>The store has answered.</summary>
    public void Answered()
    {
        // Nearly always there was none: no cache line is written to for that.
        if (_outage is not null)
            _outage = null;
    }

    /// <summary>An answer has shown that it is a store, and no web server that has a page for any path.</summary>
    public volatile bool SpeaksS3;

    /// <summary>What the store called itself in its first answer (Server header); null when it did not say.</summary>
    public volatile string? Server;

    /// <summary>The store's time minus this machine's, once a request was refused for it.</summary>
    public TimeSpan Skew
    {
        get => new(Volatile.Read(ref _skewTicks));
        set => Volatile.Write(ref _skewTicks, value.Ticks);
    }

    /// <summary>The store's time minus this machine's, as its last listing told; 0 when that is unknown. By whole seconds, which end before they are told.</summary>
    public TimeSpan Ahead
    {
        get => new(Volatile.Read(ref _aheadTicks));
        set => Volatile.Write(ref _aheadTicks, value.Ticks);
    }

    /// <summary>Headers that are left out, because a request was refused with them and taken without.</summary>
    public OptionalHeaders Refused => (OptionalHeaders)Volatile.Read(ref _refused);

    /// <summary>Remembers that a request was refused with these headers and taken without.</summary>
    public void Refuses(OptionalHeaders headers)
    {
        OptionalHeaders found = headers & ~(OptionalHeaders)Interlocked.Or(ref _refused, (int)headers);
        if (found.HasFlag(OptionalHeaders.Checksums))
            _concessions.Enqueue("the store refuses x-amz-checksum headers: uploads carry Content-MD5 instead");
        if (found.HasFlag(OptionalHeaders.ChecksumMode))
            _concessions.Enqueue("the store refuses x-amz-checksum-mode: downloads are compared with ETags only");
    }

    /// <summary>Whether HEAD is refused in a bucket where GET is allowed.</summary>
    public bool RefusesHead(string bucket) => _withoutHead.ContainsKey(bucket);

    /// <summary>Remembers that it is.</summary>
    public void LearnHeadRefused(string bucket)
    {
        if (Remember(_withoutHead, bucket))
            _concessions.Enqueue($"the store refuses HEAD in {DisplayText.Of(bucket)}: objects are looked at by GET");
    }

    /// <summary>The region a bucket was found in; null when no answer named one.</summary>
    public string? RegionOf(string? bucket) => bucket is not null && _regions.TryGetValue(bucket, out string? region) ? region : null;

    /// <summary>Remembers the region of a bucket.</summary>
    public void Learn(string bucket, string region)
    {
        if (_regions.Count < MaxBuckets || _regions.ContainsKey(bucket))
            _regions[bucket] = region;
    }

    static bool Remember(ConcurrentDictionary<string, bool> buckets, string bucket) => buckets.Count < MaxBuckets && buckets.TryAdd(bucket, true);

    void Note(ref bool trait, bool value, string concession)
    {
        if (value && !Interlocked.Exchange(ref trait, true))
            _concessions.Enqueue(concession);
    }
}
