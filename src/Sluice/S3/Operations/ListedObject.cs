using Sluice.S3.Checksums;

namespace Sluice.S3;

/// <summary>An object as a listing shows it. Small, for a listing holds pages of them: 64 bytes, and of an ETag that is an MD5 no text until it is asked for.</summary>
public readonly record struct ListedObject
{
    // In the place of the text of an ETag that is 32 digits in quotes.
    static readonly object Digits = new();

    // One more than the size: 0 is null.
    readonly long _size;

    // Ticks of UTC, of which 62 bits are the most there are: 0 is null. Above them the kind of CRC.
    readonly ulong _modified;
    const int SumBit = 62;
    const ulong Ticks = (1UL << SumBit) - 1;

    readonly Md5Digest _md5;
    readonly object? _etag;

    /// <summary>Takes what a listing tells.</summary>
    /// <param name="Key">Its name.</param>
    /// <param name="Size">Bytes; null when the store sent none, or none that can be: negative, no number, more than 1 PiB.</param>
    /// <param name="ETag">Entity tag, quoted; null when the store sent none.</param>
    /// <param name="LastModified">When it was written; null when the store sent none, one that is no time, or the zero of its own calendar.</param>
    /// <param name="StorageClass">Storage class; null for the standard one.</param>
    public ListedObject(ObjectKey Key, long? Size, string? ETag, DateTimeOffset? LastModified, string? StorageClass)
        : this(Key, default(Md5Digest), Size, LastModified, StorageClass) => this.ETag = ETag;

    /// <summary>Takes what a listing tells of one whose ETag is the MD5 of its bytes, or looks so.</summary>
    internal ListedObject(ObjectKey key, Md5Digest md5, long? size, DateTimeOffset? modified, string? storageClass)
    {
        (Key, Size, LastModified, StorageClass) = (key, size, modified, storageClass);
        (_md5, _etag) = (md5, Digits);
    }

    /// <summary>Its name.</summary>
    public ObjectKey Key { get; init; }

    /// <summary>Bytes; null when the store sent none, or none that can be: negative, no number, more than 1 PiB.</summary>
    public long? Size
    {
        get => _size == 0 ? null : _size - 1;
        init => _size = value + 1 ?? 0;
    }

    /// <summary>Entity tag, quoted; null when the store sent none. Text that is made when it is asked for.</summary>
    public string? ETag
    {
        get => ReferenceEquals(_etag, Digits) ? _md5.ToTag() : (string?)_etag;
        init => (_md5, _etag) = Md5Digest.TryParse(value, out Md5Digest md5) ? (md5, Digits) : (default, value);
    }

    /// <summary>When it was written, in UTC; null when the store sent none, one that is no time, or the zero of its own calendar.</summary>
    public DateTimeOffset? LastModified
    {
        get => (_modified & Ticks) == 0 ? null : new DateTimeOffset((long)(_modified & Ticks), TimeSpan.Zero);
        init => _modified = _modified & ~Ticks | (ulong)(value?.UtcTicks ?? 0);
    }

    /// <summary>The kind of CRC of all its bytes that the store says it keeps of it; None when it did not say, or keeps another kind.</summary>
    internal ChecksumAlgorithm WholeCrc
    {
        get => (ChecksumAlgorithm)(_modified >> SumBit);
        init => _modified = _modified & Ticks | (value is ChecksumAlgorithm.Crc64Nvme or ChecksumAlgorithm.Crc32C or ChecksumAlgorithm.Crc32 ? (ulong)value << SumBit : 0);
    }

    /// <summary>Storage class; null for the standard one.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Which of its versions this is; null in a listing that does not show versions. A delete marker has 0 bytes and no ETag.</summary>
    public ObjectVersion? Version { get; init; }
}
