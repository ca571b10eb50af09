using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Engine.Memory;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Planning;
using Sluice.Transfer.Removing;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Uploads;

/// <summary>
/// A small file to an object: one PUT. Up to <see cref="HeldBytes.MostOfFile"/> bytes, and those of another machine, are read once and held. Of others the client digests the
/// file first and then sends it, so that the store refuses bytes that changed in between; no buffer of ours holds them.
/// </summary>
internal sealed class SingleUpload(TransferContext run, Tree tree, TreeEntry entry, ObjectTarget target) : SingleTransfer(run)
{
    const int MaxPlans = 6;

    UploadSource? _file;

    /// <inheritdoc/>
    public override Location From => tree.At(entry);

    /// <inheritdoc/>
    public override Location? To => target.Location;

    /// <inheritdoc/>
    protected override ObjectTarget? Written => target;

    /// <inheritdoc/>
    protected override ItemFailure? RemoveSource() => ItemFailure.From(tree.Remove(entry, _file!));

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        if (Open(out UploadSource? opened, out bool isSmall) is { } unreadable)
        {
            EndFailed(ItemFailure.From(unreadable).OrSkipped(Run.Request.Skips));
            return;
        }
        using UploadSource file = _file = opened!;
        if (file.Length > S3Limits.MaxPartSize)
        {
            EndFailed(ItemFailure.Changed($"{From}: The file grew since it was listed."));
            return;
        }
        if ((isSmall ? HeldBytes.ReadWhole(this, file, out HeldBytes? held) : HeldBytes.Read(this, file, 0, file.Length, file.Length, out held)) is { } unread)
        {
            EndFailed(unread);
            return;
        }
        PartLimits? narrower;
        using (held)
            narrower = Put(file, held!.Body, worker);
        if (narrower is not null)
            SendInParts(file, narrower, worker);
    }

    Failure? Open(out UploadSource? source, out bool isSmall)
    {
        isSmall = entry.Size <= HeldBytes.MostOfFile;
        Failure? failure = isSmall ? tree.OpenWhole(entry, out source) : tree.Open(entry, out source);
        isSmall &= source is { IsFar: false };
        if (!isSmall || source!.Length <= HeldBytes.MostOfFile)
            return failure;
        // It has grown since it was listed.
        source.Dispose();
        isSmall = false;
        return tree.Open(entry, out source);
    }

    // What the store allows of parts, when it takes smaller bodies only; null when the item has ended.
    PartLimits? Put(UploadSource file, RequestBody body, Worker worker)
    {
        WriteCondition? condition = target.Condition;
        PutObjectRequest put = WriteCondition.Set(new PutObjectRequest(target.Bucket, target.Key, body)
        {
            Attributes = target.Attributes,
            Checksum = Run.Checksum,
        }, condition);
        int sends = 1;
        worker.BeginSend(put.Body);
        while (true)
        {
            if (!Send(worker, put, target.Client.PutObject, WriteCondition.Again).TryGet(out PutResult? result, out S3Error? error))
            {
                worker.EndSend(arrived: false);
                if (condition?.IsToBlame(this, worker, target, error) == true)
                {
                    put = WriteCondition.Set(put, condition = null);
                    worker.BeginSend(put.Body);
                    continue;
                }
                if (condition?.FailureOf(error) is { } unmet)
                {
                    EndFailed(unmet);
                    return null;
                }
                if (PartLimits.IsTooLarge(error) && target.Client.PartLimits.AfterPart(error, 1, file.Length, hasOthers: false) is { } limits)
                    return limits;
                // Bytes that disagree with their digest: most likely the file changed between the two readings of it.
                EndFailed(SourceChange.Explain(file, ItemFailure.From(error), Run));
                return null;
            }
            RequestId = result.RequestId;
            VersionId = result.VersionId;
            ETag = result.ETag;
            ItemFailure? wrong = PutResponse.Judge(this, worker, target, target.Attributes, result, file.Length, () => Md5(put.Body, worker), out Verification verified);
            wrong = SourceChange.Of(file, ItemPlan.Single(PlanKind.SinglePut, file.Length), result.Sent, Run, worker) ?? SourceChange.OfHeld(file, put.Body) ?? wrong;
            worker.EndSend(arrived: wrong is null);
            if (wrong is { IsCorruption: true } && sends++ < UploadCheck.MaxSends)
            {
                Run.Ledger.CountRefetch();
                put = WriteCondition.Set(put, condition = WriteCondition.AfterDamage(condition, result.ETag)) with { MayHaveArrived = false };
                worker.BeginSend(put.Body);
                continue;
            }
            if (wrong is not null)
                EndFailed(wrong);
            else
                EndDone(file.Length, result.Sent, verified);
            return null;
        }
    }

    // The store takes smaller bodies only. One part after another: the file has no more than one part's bytes.
    void SendInParts(UploadSource file, PartLimits limits, Worker worker)
    {
        for (int tries = 1; ; tries++)
        {
            ItemPlan plan = Planner.Upload(file.Length, Run.Options.PartSize, limits);
            MultipartWriter writer = new(Run, this, target, Run.Checksum, limits);
            ItemFailure? failure = plan.Kind == PlanKind.Refuse ? Planner.TooLarge(From, limits)
                : writer.Begin(worker, target.Attributes, ItemIdentity.StampOf(Run.Paths, tree, entry, file), ref plan);
            for (int part = 0; failure is null && part < plan.PartCount; part++)
            {
                ByteRange range = plan.Part(part);
                if (writer.TryKeep(part + 1, file.Body(range.Offset, range.Length), worker) || (failure = HeldBytes.Read(this, file, range.Offset, range.Length, range.Length, out HeldBytes? held)) is not null)
                    continue;
                using (held)
                {
                    worker.BeginSend(held!.Body);
                    failure = writer.Send(part + 1, held.Body, worker);
                    worker.EndSend(arrived: failure is null);
                }
            }
            ObjectChecksum? whole = writer.Whole();
            PutResult? result = null;
            Verification verified = default;
            failure = failure is null ? SourceChange.Of(file, plan, whole, Run, worker) ?? writer.Complete(worker, file.Length, whole, out result)
                : failure is { Kind: OutcomeKind.Failed, Limits: null } ? SourceChange.Explain(file, failure, Run) : failure;
            if (failure is null)
                (verified, failure) = writer.Judge(result!, whole, file.Length);
            failure = writer.Abort(failure);
            if (failure?.Limits is { } narrower && tries < MaxPlans && !Run.Token.IsCancellationRequested)
            {
                limits = narrower;
                continue;
            }
            RequestId = result?.RequestId;
            VersionId = result?.VersionId;
            ETag = result?.ETag;
            if (failure is not null)
                EndFailed(failure);
            else
                EndDone(file.Length, whole, verified);
            return;
        }
    }

    ObjectChecksum Md5(RequestBody body, Worker worker)
    {
        // Who holds memory does not wait for more.
        if (body.TryGetMemory(out ReadOnlyMemory<byte> whole))
        {
            ChecksumHasher hasher = worker.Hasher(ChecksumAlgorithm.Md5);
            hasher.Append(whole.Span);
            return hasher.Finish();
        }
        using BufferLease lease = Run.Memory.Reserve(Run.ChunkSize, Run.Token);
        return UploadCheck.ChecksumOf(body, lease.Span, worker.Hasher(ChecksumAlgorithm.Md5));
    }
}
