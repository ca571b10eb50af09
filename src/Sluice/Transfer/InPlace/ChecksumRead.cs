using System.Buffers;
using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Copies;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Trees;

namespace Sluice.Transfer.InPlace;

/// <summary>The checksum of one object is asked for; computed from its bytes where the store does not tell it and that is wanted.</summary>
internal sealed class ChecksumRead(TransferContext run, ObjectSource source, ChecksumReading reading) : SingleTransfer(run)
{
    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => null;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        if (SourceAttributes.Head(this, source, Run, worker, out ObjectInfo? info) is { } unread)
            EndFailed(unread);
        else if (reading.Algorithm is not { } wanted)
            End(info!, info!.Checksum, Verification.None);
        else if (Told(info!, wanted) is { } told)
            End(info!, told, Verification.None);
        else if (reading.Reads)
            Read(worker, info!, wanted);
        else
            EndFailed(new ItemFailure(OutcomeKind.Failed, "NotTold", $"The store does not tell its {(wanted == ChecksumAlgorithm.Md5 ? "MD5" : ChecksumHeaders.Name(wanted))}, which only reading the object can."));
    }

    static ObjectChecksum? Told(ObjectInfo info, ChecksumAlgorithm wanted)
    {
        foreach (ObjectChecksum? told in (ObjectChecksum?[])[info.Checksum, .. info.OtherChecksums.Select(static other => (ObjectChecksum?)other)])
            if (told is { IsComposite: false } whole && whole.Algorithm == wanted)
                return whole;
        return null;
    }

    void Read(Worker worker, ObjectInfo info, ChecksumAlgorithm wanted)
    {
        FetchJudge judge = new(source.Client.ETagsOf(source.Bucket));
        for (int fetch = 1; ; fetch++)
        {
            ItemFailure? failure = Once(worker, info, wanted, judge, out ObjectChecksum computed, out Verification verified);
            if (failure is null)
            {
                End(info, computed, verified);
                return;
            }
            if (!failure.IsCorruption || fetch == SingleDownload.MaxFetches)
            {
                EndFailed(failure);
                return;
            }
            Run.Ledger.CountRefetch();
        }
    }

    ItemFailure? Once(Worker worker, ObjectInfo info, ChecksumAlgorithm wanted, FetchJudge judge, out ObjectChecksum computed, out Verification verified)
    {
        (computed, verified) = (default, default);
        using BodyFetch body = new(this, worker, source.Client, source.Get with { IfMatch = info.ETag, ObjectSize = info.TotalLength >= 0 ? info.TotalLength : null, CustomerKey = Run.Request.SourceCustomerKey });
        if (body.Open(info.TotalLength >= 0 ? info.TotalLength : null, info) is { } refused)
            return refused;
        DownloadCheck check = DownloadCheck.For(body.Info, oneStream: true);
        ChecksumHasher proof = worker.Hasher(check.Algorithm);
        using ChecksumHasher hasher = new(wanted);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Run.ChunkSize);
        try
        {
            long length = 0;
            for (int count; (count = body.Read(buffer)) > 0; length += count)
            {
                proof.Append(buffer.AsSpan(0, count));
                hasher.Append(buffer.AsSpan(0, count));
                Run.CountMoved(count);
            }
            computed = hasher.Finish();
            ObjectChecksum sum = proof.Finish();
            if (body.Failure is { } broken)
                return broken;
            if (info.TotalLength >= 0 && length != info.TotalLength)
                return ItemFailure.Corrupt($"{info.TotalLength:N0} bytes were expected and the store sent {length:N0}.");
            ItemFailure? failure = judge.Judge(check, sum, length, out verified);
            if (body.IsDoubtful && verified == Verification.Size)
                verified = Verification.Unverified;
            return failure;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    void End(ObjectInfo info, ObjectChecksum? checksum, Verification verified)
    {
        Run.Ledger.Ended(OutcomeKind.Done, 0, verified, (Item: this, info, checksum, verified), static read => new ItemOutcome
        {
            Kind = OutcomeKind.Done,
            Operation = read.Item.Run.Ledger.Operation,
            From = read.Item.From,
            Attempts = read.Item.Attempts,
            Checksum = read.checksum,
            ETag = read.info.ETag,
            Verified = read.verified,
            Status = 200,
        });
        EndPending();
    }
}
