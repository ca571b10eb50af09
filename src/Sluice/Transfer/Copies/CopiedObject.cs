using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Attributes;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;

namespace Sluice.Transfer.Copies;

/// <summary>Writes a copy that is in memory by one PUT, with what its source has besides its bytes.</summary>
internal static class CopiedObject
{
    /// <summary>Sends it, again when it arrives damaged, and for less when the destination refuses an attribute; why that failed, or null.</summary>
    /// <param name="item">The copy.</param>
    /// <param name="run">The run.</param>
    /// <param name="worker">Who sends.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="attributes">What it gets.</param>
    /// <param name="info">What is known of the source; null for nothing.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="computed">Their checksum, whose kind the copy gets.</param>
    /// <param name="written">What the store's answer proves.</param>
    public static ItemFailure? Put(ItemTransfer item, TransferContext run, Worker worker, ObjectTarget target, CopyAttributes attributes, ObjectInfo? info, RequestBody body, ObjectChecksum computed, out Verification written)
    {
        written = default;
        WriteCondition? condition = target.Condition;
        PutObjectRequest put = WriteCondition.Set(new PutObjectRequest(target.Bucket, target.Key, body)
        {
            Attributes = attributes.Now,
            Checksum = computed.Algorithm == ChecksumAlgorithm.Md5 ? run.Checksum : computed.Algorithm,
        }, condition);
        int sends = 1;
        while (true)
        {
            if (item.Send(worker, put, target.Client.PutObject, WriteCondition.Again).TryGet(out PutResult? result, out S3Error? error))
            {
                item.RequestId = result.RequestId;
                item.ETag = result.ETag;
                attributes.Made(result, info, put.Checksum);
                ItemFailure? wrong = PutResponse.Judge(item, worker, target, attributes.Now, result, body.Length,
                    () => computed.Algorithm == ChecksumAlgorithm.Md5 ? computed : UploadCheck.ChecksumOf(body, stackalloc byte[16 << 10], worker.Hasher(ChecksumAlgorithm.Md5)), out written);
                if (wrong is not { IsCorruption: true } || sends++ == UploadCheck.MaxSends)
                    return wrong;
                run.Ledger.CountRefetch();
                put = WriteCondition.Set(put, condition = WriteCondition.AfterDamage(condition, result.ETag)) with { MayHaveArrived = false };
                continue;
            }
            if (condition?.IsToBlame(item, worker, target, error) == true)
            {
                put = WriteCondition.Set(put, condition = null);
                continue;
            }
            if (condition?.FailureOf(error) is { } unmet)
                return unmet;
            if (!attributes.TryLess(error))
                return ItemFailure.From(error);
            put = put with { Attributes = attributes.Now };
        }
    }
}
