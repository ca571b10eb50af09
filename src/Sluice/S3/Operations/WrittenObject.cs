using Sluice.Failures;
using Sluice.S3.Checksums;

namespace Sluice.S3.Operations;

/// <summary>What a HEAD shows of a write whose answer was lost.</summary>
/// <param name="Fate">What became of it.</param>
/// <param name="Info">The object that is there; null when none is, or none could be asked for.</param>
internal readonly record struct WrittenObject(WriteFate Fate, ObjectInfo? Info)
{
    /// <summary>Times of stores have whole seconds in headers, and some round them.</summary>
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>The code of a conditional write of which nobody can tell whether it was carried out.</summary>
    public const string LostAnswer = "LostAnswer";

    /// <summary>Largest object that is read again for proof: about a second of a common line.</summary>
    const long MaxReadAgain = 64 << 20;

    /// <summary>
    /// Compares the object that is there with what was written: size, then checksum or ETag. Where they cannot tell (ETags that
    /// are no MD5s, no checksums) its bytes are read again, or, of a large one, it must have been written since.
    /// </summary>
    /// <param name="expected">What was written.</param>
    /// <param name="info">What is there.</param>
    /// <param name="clock">How far the store's clock is ahead of this machine's; null when not known.</param>
    /// <param name="read">Reads the object and says whether its bytes are those of the pieces; null when it cannot be read.</param>
    public static WrittenObject Judge(Expected expected, ObjectInfo info, TimeSpan? clock, Func<IReadOnlyList<(long Length, ObjectChecksum Checksum)>, bool?> read)
    {
        if (expected.Size != info.TotalLength)
            return new(expected.Size is null || info.TotalLength < 0 ? WriteFate.Unknown : WriteFate.Another, info);
        TimeSpan? age = expected.Begun is { } begun && clock is { } ahead && info.LastModified is { } written ? written - (begun + ahead) : null;
        bool? same = HasSameTags(expected, info)
            ?? (expected.Pieces is { } pieces && expected.Size <= MaxReadAgain ? read(pieces) : age is { } since ? since >= -Second ? true : null : null);
        if (same is null or false)
            return new(same is null ? WriteFate.Unknown : WriteFate.Another, info);
        // What was there before could not be written over. The clocks that say so may be two.
        if (expected.IsNew && age < -Second)
            return new(WriteFate.Unknown, info);
        // Equal bytes may have been there before, with other things than this write was to give them.
        return new(HasAll(expected.Attributes, info.Attributes) && (!expected.IsOntoItself || age > Second) ? WriteFate.Done : WriteFate.Unknown, info);
    }

    // Null when neither checksum nor ETag tells.
    static bool? HasSameTags(Expected expected, ObjectInfo info)
    {
        if (expected.Checksum is { } ours && info.Checksum is { } theirs && ours.Algorithm == theirs.Algorithm && ours.IsComposite == theirs.IsComposite)
            return ours == theirs;
        if (!ChecksumHeaders.TryParseETag(info.ETag ?? "", out ObjectChecksum tag))
            return null;
        // Another MD5 may be that of bytes which the store encrypts, another number of parts may not.
        return expected.ETag == tag ? true : tag.IsComposite && expected.PartCount is { } count && count != tag.PartCount ? false : null;
    }

    /// <summary>The answer that was lost, as far as the object that is there tells it.</summary>
    public PutResult ToResult(ObjectChecksum? sent) => new(Info!.ETag, Info.VersionId, sent, Info.Checksum, Info.RequestId);

    /// <summary>The error of the write, with what became of it.</summary>
    public S3Error Explain(S3Error error)
    {
        string? what = (Fate, error.Kind) switch
        {
            (WriteFate.Absent, FailureKind.NotFound) => "no object is there, so it was not completed",
            (WriteFate.Absent, FailureKind.Changed) => "no object is there",
            (WriteFate.Another, FailureKind.NotFound) => "the object that is there is another one",
            (WriteFate.Unknown, FailureKind.NotFound) => "whether an attempt whose answer was lost has completed it cannot be told",
            (WriteFate.Unknown, _) => "whether it was carried out cannot be told",
            _ => null,
        };
        if (what is null)
            return error;
        // A condition that fails after an answer was lost may have failed for this very write: that is neither somebody else's object nor a success.
        return error with { Message = $"{error.Message}; {what}", Kind = error.Kind == FailureKind.Changed ? FailureKind.Protocol : error.Kind, Code = error.Kind == FailureKind.Changed ? LostAnswer : error.Code };
    }

    static bool HasAll(ObjectAttributes given, ObjectAttributes found)
    {
        if (!Has(given.ContentType, found.ContentType) || !Has(given.ContentEncoding, found.ContentEncoding) || !Has(given.ContentDisposition, found.ContentDisposition)
            || !Has(given.ContentLanguage, found.ContentLanguage) || !Has(given.CacheControl, found.CacheControl))
            return false;
        foreach (KeyValuePair<string, string> entry in given.Metadata)
            if (!found.Metadata.Any(other => other.Key.Equals(entry.Key, StringComparison.OrdinalIgnoreCase) && other.Value.Trim() == entry.Value.Trim()))
                return false;
        return true;
    }

    static bool Has(string? given, string? found) => given is null || given == found;

    /// <summary>What was written.</summary>
    /// <param name="Bucket">Its bucket.</param>
    /// <param name="Key">Its key.</param>
    internal sealed record Expected(string Bucket, ObjectKey Key)
    {
        /// <summary>The result of an upload in parts.</summary>
        public Expected(CompleteMultipartUploadRequest complete) : this(complete.Bucket, complete.Key)
        {
            Size = complete.ObjectSize ?? (complete.Parts.All(static part => part.Length >= 0) ? complete.Parts.Sum(static part => part.Length) : null);
            PartCount = complete.Parts.Count;
            ETag = ETagOf(complete.Parts);
            Checksum = complete.Checksum;
            if (complete.Parts.All(static part => part is { Length: >= 0, Checksum: { IsComposite: false } }))
                Pieces = [.. complete.Parts.Select(static part => (part.Length, part.Checksum!.Value))];
            Begun = complete.Begun;
            CustomerKey = complete.CustomerKey;
            Attributes = complete.Attributes;
            IsNew = complete.IfAbsent;
        }

        /// <summary>Bytes; null when not known.</summary>
        public long? Size { get; init; }

        /// <summary>Number of parts; 0 for a write in one piece; null when the store decides.</summary>
        public int? PartCount { get; init; }

        /// <summary>The ETag that it has where ETags are MD5s; null when not known.</summary>
        public ObjectChecksum? ETag { get; init; }

        /// <summary>Its checksum; null when not known.</summary>
        public ObjectChecksum? Checksum { get; init; }

        /// <summary>When it was begun, by this machine's clock; null when not known.</summary>
        public DateTimeOffset? Begun { get; init; }

        /// <summary>It is a copy onto itself: its bytes were there before.</summary>
        public bool IsOntoItself { get; init; }

        /// <summary>It was to be written only where nothing is.</summary>
        public bool IsNew { get; init; }

        /// <summary>Its bytes in pieces; null when their checksums are not known.</summary>
        public IReadOnlyList<(long Length, ObjectChecksum Checksum)>? Pieces { get; init; }

        /// <summary>What it was given besides its bytes.</summary>
        public ObjectAttributes Attributes { get; init; } = ObjectAttributes.None;

        /// <summary>Customer key of an SSE-C object.</summary>
        public SseCustomerKey? CustomerKey { get; init; }

        /// <summary>MD5 of the parts' MD5s, as S3 makes the ETag of a multipart object; null when a part's ETag is no MD5.</summary>
        internal static ObjectChecksum? ETagOf(IReadOnlyList<UploadedPart> parts)
        {
            ObjectChecksum[] digests = new ObjectChecksum[parts.Count];
            for (int i = 0; i < digests.Length; i++)
                if (!ChecksumHeaders.TryParseETag(parts[i].ETag, out digests[i]) || digests[i].IsComposite)
                    return null;
            return digests.Length > 0 ? ChecksumHeaders.Compose(ChecksumAlgorithm.Md5, digests) : null;
        }
    }
}
