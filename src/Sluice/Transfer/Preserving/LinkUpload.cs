using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Transfer.Removing;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Preserving;

/// <summary>A symbolic link to an object that holds its target's name.</summary>
internal sealed class LinkUpload(TransferContext run, string path, string? root, ObjectTarget target) : SingleTransfer(run)
{
    byte[]? _sent;

    /// <inheritdoc/>
    public override Location From => new LocalLocation(path);

    /// <inheritdoc/>
    public override Location? To => target.Location;

    /// <inheritdoc/>
    protected override ObjectTarget? Written => target;

    /// <inheritdoc/>
    protected override ItemFailure? RemoveSource() => ItemFailure.From(SourceFileRemoval.RemoveLink(path, _sent!, root));

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        if (LinkText.Read(path) is not { } text)
        {
            EndFailed(ItemFailure.Changed($"{From}: No symbolic link any more, or one whose target is not valid UTF-8."));
            return;
        }
        _sent = text;
        PutObjectRequest put = new(target.Bucket, target.Key, new MemoryBody(text)) { Attributes = target.Attributes, Checksum = Run.Checksum };
        WriteCondition? condition = target.Condition is { IsStrict: true } strict ? strict : null;
        if (!Send(worker, WriteCondition.Set(put, condition), target.Client.PutObject, WriteCondition.Again).TryGet(out PutResult? result, out S3Error? error))
        {
            EndFailed(condition?.FailureOf(error) ?? ItemFailure.From(error));
            return;
        }
        RequestId = result.RequestId;
        Run.CountMoved(text.Length);
        if (PutResponse.Judge(this, worker, target, target.Attributes, result, put.Body.Length,
            () => UploadCheck.ChecksumOf(put.Body, stackalloc byte[1 << 10], worker.Hasher(ChecksumAlgorithm.Md5)), out Verification verified) is { } wrong)
            EndFailed(wrong);
        else
            EndDone(text.Length, result.Sent, verified);
    }
}
