using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Sluice.Failures;
using Sluice.S3.Checksums;
using Sluice.S3.Requests;
using Sluice.S3.Wire;

namespace Sluice.S3.Operations;

/// <summary>Reads what the headers of an answer say of an object.</summary>
internal static class ObjectHeaders
{
    static readonly (ChecksumAlgorithm Algorithm, byte[] Header)[] Checksums = Array.ConvertAll(
        ChecksumHeaders.Algorithms.ToArray(), static algorithm => (algorithm, Encoding.ASCII.GetBytes(ChecksumHeaders.HeaderName(algorithm))));

    /// <summary>The checksum that the store keeps; null when it sends none. Of several the one of the kind wanted, where it is among them.</summary>
    public static ObjectChecksum? Checksum(ResponseHead head, ChecksumAlgorithm wanted = ChecksumAlgorithm.None)
    {
        ObjectChecksum? first = null;
        foreach ((ChecksumAlgorithm algorithm, byte[] header) in Checksums)
            if (head.Text(header) is { } value && ChecksumHeaders.TryParse(algorithm, value, out ObjectChecksum checksum))
            {
                if (wanted == ChecksumAlgorithm.None || algorithm == wanted)
                    return checksum;
                first ??= checksum;
            }
        return first;
    }

    /// <summary>The ETag as it was sent; null when there is none, or one with nothing in it.</summary>
    public static string? ETag(ResponseHead head) => EntityTag.OrNull(head.Text("etag"u8));

    /// <summary>True when a key of KMS or of the customer encrypts the object: its ETag is then no MD5 (API reference, "Object": ETag).</summary>
    public static bool IsEncryptedByKey(ResponseHead head) =>
        head.TryGet("x-amz-server-side-encryption"u8, out ReadOnlySpan<byte> mode) && mode.StartsWith("aws:kms"u8)
        || head.TryGet("x-amz-server-side-encryption-customer-algorithm"u8, out ReadOnlySpan<byte> algorithm) && !algorithm.IsEmpty;

    // S3 keeps one. Of several, those of the whole object are all to be compared, for they may contradict each other.
    static ObjectChecksum? ChecksumOfWhole(ResponseHead head, out IReadOnlyList<ObjectChecksum> others)
    {
        ObjectChecksum? first = null;
        List<ObjectChecksum>? more = null;
        foreach ((ChecksumAlgorithm algorithm, byte[] header) in Checksums)
            if (head.Text(header) is { } text && ChecksumHeaders.TryParse(algorithm, text, out ObjectChecksum value) && OfWhole(head, value) is { } checksum)
            {
                if (first is null || first.Value.IsComposite && !checksum.IsComposite)
                    first = checksum;
                else if (!checksum.IsComposite)
                    (more ??= []).Add(checksum);
            }
        others = more ?? (IReadOnlyList<ObjectChecksum>)[];
        return first;
    }

    // The number of parts that a checksum covers is behind it ("-N"); not every store writes it there, nor which type it is.
    static ObjectChecksum? OfWhole(ResponseHead head, ObjectChecksum value)
    {
        string? type = head.Text("x-amz-checksum-type"u8);
        bool isFull = ChecksumHeaders.FullObject.Equals(type, StringComparison.OrdinalIgnoreCase), isComposite = ChecksumHeaders.Composite.Equals(type, StringComparison.OrdinalIgnoreCase);
        int parts = PartsCount(head) ?? (ETag(head) is { } tag && ChecksumHeaders.TryParseETag(tag, out ObjectChecksum md5) ? md5.PartCount : 0);
        if (!value.IsComposite)
        {
            // Untold: of an object of parts only CRC-64/NVME is always one of the whole.
            if (isComposite && parts == 0)
                return null;
            value = value with { PartCount = isComposite || !isFull && value.Algorithm != ChecksumAlgorithm.Crc64Nvme ? parts : 0 };
        }
        else if (isFull && value.PartCount > 1 && value.PartCount != parts)
        {
            // The answer contradicts itself.
            return null;
        }
        return value;
    }

    static int? PartsCount(ResponseHead head) => head.Number("x-amz-mp-parts-count"u8) is { } count and <= int.MaxValue ? (int)count : null;

    /// <summary>The object that a GET or HEAD answer describes; null and a problem when its range cannot be read. Lengths that it does not tell are -1.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="isPart">A part of the object was asked for: the checksum is that part's own.</param>
    /// <param name="error">Why there is none.</param>
    public static ObjectInfo? Read(Response answer, bool isPart, out S3Error? error)
    {
        ResponseHead head = answer.Head;
        error = null;
        ByteRange? range = null;
        long length = answer.ContentLength, total = length;
        if (head.TryGet("content-range"u8, out ReadOnlySpan<byte> text))
        {
            bool fits = TryParseRange(text, out ByteRange parsed, out long whole) && (length < 0 || answer.Attempt.Request.Method == "HEAD" || parsed.Length == length);
            if (fits)
                (range, length, total) = (parsed, parsed.Length, whole);
            // With 200 it means nothing (RFC 9110, 14.4), and may be left over from what a proxy asked for.
            else if (head.Status == 206)
                error = answer.Protocol("answered with a Content-Range that does not fit its length");
        }
        // S3 API reference, GetObject: both are of every object. What has neither is the page of something else that answers in the store's place.
        string? etag = ETag(head);
        if (error is null && etag is null && !head.TryGet("last-modified"u8, out _))
            error = ErrorClassifier.ClassifyForeignHead(answer.Attempt, head) ?? answer.Protocol($"answered {answer.Attempt.Request.Operation} with neither an ETag nor a Last-Modified: that is no object");
        if (error is not null)
            return null;
        IReadOnlyList<ObjectChecksum> others = [];
        ObjectChecksum? checksum = isPart ? Checksum(head) : ChecksumOfWhole(head, out others);
        return new ObjectInfo
        {
            ContentLength = length,
            TotalLength = total,
            Range = range,
            ETag = etag,
            MayBePage = ErrorClassifier.IsOfWebServer(head),
            LastModified = Time(head),
            StoreTime = answer.Attempt.Request.Method == "HEAD" ? ErrorClassifier.Date(head) : null,
            VersionId = head.Text("x-amz-version-id"u8),
            Checksum = checksum,
            OtherChecksums = others,
            PartsCount = PartsCount(head),
            IsEncryptedByKey = IsEncryptedByKey(head),
            Attributes = Attributes(head),
            TagCount = Count(head, "x-amz-tagging-count"u8),
            MissingMetadata = Count(head, "x-amz-missing-meta"u8),
            Restore = RestoreState.Parse(head.Text("x-amz-restore"u8)),
            ArchiveStatus = head.Text("x-amz-archive-status"u8),
            RequestId = ErrorClassifier.RequestId(head),
        };
    }

    /// <summary>Reads <c>bytes 0-99/1000</c> (RFC 9110, 14.4).</summary>
    static bool TryParseRange(ReadOnlySpan<byte> text, out ByteRange range, out long total)
    {
        range = default;
        total = 0;
        if (!text.StartsWith("bytes "u8))
            return false;
        text = text[6..].TrimStart((byte)' ');
        int dash = text.IndexOf((byte)'-'), slash = text.IndexOf((byte)'/');
        if (dash < 0 || slash < dash || !ResponseHead.TryNumber(text[..dash], out long first) || !ResponseHead.TryNumber(text[(dash + 1)..slash], out long last) ||
            last < first)
            return false;
        // Some stores, and some proxies, do not know of how many.
        if (text[(slash + 1)..] is [(byte)'*'])
            total = -1;
        else if (!ResponseHead.TryNumber(text[(slash + 1)..], out total) || last >= total)
            return false;
        range = new ByteRange(first, last - first + 1);
        return true;
    }

    // In HTTP's own form nearly always (RFC 9110, 5.6.7), which needs no general parser: that one takes 4 us.
    static DateTimeOffset? Time(ResponseHead head)
    {
        if (!head.TryGet("last-modified"u8, out ReadOnlySpan<byte> text))
            return null;
        if (Utf8Parser.TryParse(text, out DateTimeOffset time, out int used, 'R') && used == text.Length)
            return time;
        return DateTimeOffset.TryParse(Encoding.UTF8.GetString(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time) ? time : null;
    }

    static int Count(ResponseHead head, ReadOnlySpan<byte> name) => (int)Math.Min(head.Number(name) ?? 0, int.MaxValue);

    static ObjectAttributes Attributes(ResponseHead head)
    {
        ReadOnlySpan<byte> prefix = "x-amz-meta-"u8;
        List<KeyValuePair<string, string>>? metadata = null;
        for (int i = 0; i < head.Count; i++)
        {
            head.At(i, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value);
            if (name.Length > prefix.Length && Ascii.EqualsIgnoreCase(name[..prefix.Length], prefix))
                (metadata ??= []).Add(new(Encoding.UTF8.GetString(name[prefix.Length..]).ToLowerInvariant(), HeaderText.Decode(value)));
        }
        string? mode = head.Text("x-amz-server-side-encryption"u8);
        return new ObjectAttributes
        {
            ContentType = Text(head, "content-type"u8),
            ContentEncoding = WithoutFraming(Text(head, "content-encoding"u8)),
            ContentDisposition = Text(head, "content-disposition"u8),
            ContentLanguage = Text(head, "content-language"u8),
            CacheControl = Text(head, "cache-control"u8),
            Expires = Text(head, "expires"u8),
            StorageClass = head.Text("x-amz-storage-class"u8),
            WebsiteRedirect = Text(head, "x-amz-website-redirect-location"u8),
            Lock = Lock(head),
            Metadata = metadata ?? (IReadOnlyList<KeyValuePair<string, string>>)[],
            Sse = mode is null ? null : new SseOptions
            {
                Mode = mode,
                KmsKeyId = head.Text("x-amz-server-side-encryption-aws-kms-key-id"u8),
                BucketKey = head.HasToken("x-amz-server-side-encryption-bucket-key-enabled"u8, "true"u8) ? true : null,
            },
        };
    }

    static string? Text(ResponseHead head, ReadOnlySpan<byte> name) => head.TryGet(name, out ReadOnlySpan<byte> value) ? HeaderText.Decode(value) : null;

    static ObjectLock? Lock(ResponseHead head)
    {
        string? mode = head.Text("x-amz-object-lock-mode"u8), hold = head.Text("x-amz-object-lock-legal-hold"u8);
        return mode is null && hold is null or "OFF" ? null : new ObjectLock { Mode = mode, RetainUntil = head.Text("x-amz-object-lock-retain-until-date"u8), LegalHold = hold };
    }

    // Ceph stores the framing of an upload as if it were the object's encoding.
    static string? WithoutFraming(string? encoding)
    {
        if (encoding is null || !encoding.Contains("aws-chunked", StringComparison.OrdinalIgnoreCase))
            return encoding;
        string rest = string.Join(", ", encoding.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(static token => !token.Equals("aws-chunked", StringComparison.OrdinalIgnoreCase)));
        return rest.Length > 0 ? rest : null;
    }
}
