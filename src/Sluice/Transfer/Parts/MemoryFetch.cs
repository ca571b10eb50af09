using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Scheduling;

namespace Sluice.Transfer.Parts;

/// <summary>Fetches an object, or a run of it, into memory that its caller has leased.</summary>
internal static class MemoryFetch
{
    /// <summary>
    /// Fills <paramref name="into"/>, which is as long as the bytes wanted. A whole object is compared with its checksum and
    /// fetched again when it disagrees.
    /// </summary>
    public static ItemFailure? Fetch(ItemTransfer item, PartWorker worker, ObjectSource source, ByteRange? range, string? etag, Span<byte> into,
        ChecksumAlgorithm algorithm, out ObjectInfo? info, out ObjectChecksum computed, out Verification verified)
    {
        ObjectChecksum? before = null;
        for (int fetch = 1; ; fetch++)
        {
            ItemFailure? failure = Once(item, worker, source, range, etag, into, algorithm, out info, out DownloadCheck check, out computed);
            verified = check.Verification;
            if (failure is null && !check.Agrees(computed))
            {
                if (check.Verification == Verification.Md5 && before == computed)
                {
                    source.Client.LearnETag(isMd5: false);
                    verified = Verification.Size;
                }
                else
                    failure = ItemFailure.Corrupt($"The {check.Algorithm} of the bytes is {computed.Base64}, the store keeps {check.Expected?.Base64}.");
                before = computed;
            }
            if (failure is not { IsCorruption: true } || fetch == SingleDownload.MaxFetches)
                return failure;
            worker.Run.Ledger.CountRefetch();
        }
    }

    static ItemFailure? Once(ItemTransfer item, PartWorker worker, ObjectSource source, ByteRange? range, string? etag, Span<byte> into,
        ChecksumAlgorithm algorithm, out ObjectInfo? info, out DownloadCheck check, out ObjectChecksum computed)
    {
        info = null;
        check = default;
        computed = default;
        using BodyFetch body = new(item, worker, source.Client, new GetObjectRequest(source.Bucket, source.Key)
        {
            Range = range,
            IfMatch = etag,
            CustomerKey = worker.Run.SourceCustomerKey,
        });
        if (body.Open(into.Length) is { } refused)
            return refused;
        info = body.Info;
        if (body.Length >= 0 && body.Length != into.Length)
            return ItemFailure.Changed($"{into.Length:N0} bytes were expected and the store has {body.Length:N0}.");
        check = range is null ? DownloadCheck.For(info, oneStream: true, source.Client) : DownloadCheck.SizeOnly with { Algorithm = algorithm };
        ChecksumHasher hasher = worker.Hasher(check.Algorithm);
        int at = 0;
        // In pieces, so that each is hashed while it is in the cache.
        for (int count; at < into.Length && (count = body.Read(into.Slice(at, Math.Min(worker.Run.ChunkSize, into.Length - at)))) > 0; at += count)
        {
            hasher.Append(into.Slice(at, count));
            worker.Run.CountMoved(count);
        }
        computed = hasher.Finish();
        if (body.Failure is null && body.Length < 0)
        {
            // As many as were listed have come; its end has to come next.
            Span<byte> more = stackalloc byte[1];
            at += body.Read(more);
        }
        return body.Failure ?? (at == into.Length ? null : ItemFailure.Corrupt($"{into.Length:N0} bytes were expected and the store sent {(at < into.Length ? "fewer" : "more")}."));
    }
}
