using Sluice.Engine;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;

namespace Sluice.Transfer.Downloads;

/// <summary>Fetches an object, or a run of it, into memory that its caller has leased.</summary>
internal static class MemoryFetch
{
    /// <summary>
    /// Fills <paramref name="into"/>, which is as long as the bytes wanted. A whole object is compared with its checksum and
    /// fetched again when it disagrees. <paramref name="known"/>, when given, must not be contradicted by an answer.
    /// </summary>
    public static ItemFailure? Fetch(ItemTransfer item, Worker worker, ObjectSource source, ByteRange? range, ObjectInfo? known, Span<byte> into,
        ChecksumAlgorithm algorithm, out ObjectInfo? info, out ObjectChecksum computed, out Verification verified)
    {
        FetchJudge judge = new(source.Client.ETagsOf(source.Bucket));
        for (int fetch = 1; ; fetch++)
        {
            ItemFailure? failure = Once(item, worker, source, range, known, judge.Described ?? source.Info, into, algorithm, out info, out DownloadCheck check, out computed, out bool doubtful);
            verified = check.Verification;
            failure ??= judge.Judge(check, computed, into.Length, out verified);
            if (doubtful && verified == Verification.Size)
                verified = Verification.Unverified;
            if (failure is not { IsCorruption: true } || fetch == SingleDownload.MaxFetches)
                return failure;
            if (range is null)
                judge.Ask(item, worker, source, info);
            item.Run.Ledger.CountRefetch();
        }
    }

    static ItemFailure? Once(ItemTransfer item, Worker worker, ObjectSource source, ByteRange? range, ObjectInfo? known, ObjectInfo? described, Span<byte> into,
        ChecksumAlgorithm algorithm, out ObjectInfo? info, out DownloadCheck check, out ObjectChecksum computed, out bool doubtful)
    {
        info = null;
        check = default;
        computed = default;
        doubtful = false;
        using BodyFetch body = new(item, worker, source.Client, source.Get with
        {
            Range = range,
            IfMatch = known is null ? source.ETag : known.ETag,
            ObjectSize = known?.TotalLength ?? source.Size,
            CustomerKey = item.Run.Request.SourceCustomerKey,
        });
        if (body.Open(into.Length, known, range is null ? described : null) is { } refused)
            return refused;
        info = body.Info;
        check = range is null ? DownloadCheck.For(info, oneStream: true) : DownloadCheck.SizeOnly with { Algorithm = algorithm };
        ChecksumHasher hasher = worker.Hasher(check.Algorithm);
        int at = 0;
        // In pieces, so that each is hashed while it is in the cache.
        for (int count; at < into.Length && (count = body.Read(into.Slice(at, Math.Min(item.Run.ChunkSize, into.Length - at)))) > 0; at += count)
        {
            hasher.Append(into.Slice(at, count));
            item.CountMoved(count);
        }
        computed = hasher.Finish();
        // As many as were listed have come; where no length was told, its end has to come next.
        Span<byte> more = stackalloc byte[1];
        if (body.Failure is null && body.Length < 0)
            at += body.Read(more);
        doubtful = body.IsDoubtful;
        return body.Failure ?? (at == into.Length ? check.Contradiction(into) : ItemFailure.Corrupt($"{into.Length:N0} bytes were expected and the store sent {at:N0}."));
    }
}
