using Sluice.Locations;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Memory;
using Sluice.Transfer.Planning;
using Sluice.Transfer.Scheduling;

namespace Sluice.Transfer.Parts;

/// <summary>
/// A small file to an object: one PUT. The client digests the file first and then sends it, so that the store refuses
/// bytes that changed in between; no buffer of ours holds them.
/// </summary>
internal sealed class SingleUpload(RunContext run, string path, string? root, ObjectTarget target) : SingleTransfer(run)
{
    UploadSource? _file;

    /// <summary>Bytes that are in no file; null: those of the file.</summary>
    internal UploadSource? Source { get; init; }

    /// <inheritdoc/>
    public override Location From => Source?.Location ?? new LocalLocation(path);

    /// <inheritdoc/>
    public override Location? To => target.Location;

    /// <inheritdoc/>
    protected override ObjectTarget? Written => target;

    /// <inheritdoc/>
    protected override ItemFailure? RemoveSource() => FileRemoval.Remove(path, (SourceFile)_file!, root);

    /// <inheritdoc/>
    protected override void Move(PartWorker worker)
    {
        SourceFile? opened = null;
        if (Source is null && SourceFile.Open(path, out opened) is { } unreadable)
        {
            EndFailed(unreadable);
            return;
        }
        using UploadSource file = _file = Source ?? opened!;
        if (file.Length > S3Limits.MaxPartSize)
        {
            EndFailed(ItemFailure.Changed($"{From}: The file grew since it was listed."));
            return;
        }
        PutObjectRequest put = new(target.Bucket, target.Key, file.Length == 0 ? RequestBody.Empty : file.Body(0, file.Length))
        {
            Attributes = target.Attributes,
            Checksum = Run.Checksum,
        };
        int interrupts = 0, sends = 1;
        worker.BeginSend(put.Body);
        while (true)
        {
            if (!target.Client.PutObject(put, worker.BeginRequest(0)).TryGet(out PutResult? result, out S3Error? error))
            {
                if (WasInterrupted(error, ref interrupts))
                    continue;
                worker.EndSend(arrived: false);
                // Bytes that disagree with their digest: most likely the file changed between the two readings of it.
                EndFailed(file.Change() ?? ItemFailure.Of(error));
                return;
            }
            CountAttempts();
            RequestId = result.RequestId;
            VersionId = result.VersionId;
            (Verification verified, ItemFailure? wrong) = UploadCheck.Judge(target.Client, target.Bucket, result, result.Sent, file.Length, target.Attributes, () => Md5(put.Body, worker));
            wrong = file.Change() ?? wrong;
            worker.EndSend(arrived: wrong is null);
            if (wrong is { IsCorruption: true } && sends++ < UploadCheck.MaxSends)
            {
                Run.Ledger.CountRefetch();
                worker.BeginSend(put.Body);
                continue;
            }
            if (wrong is not null)
                EndFailed(wrong);
            else
                EndDone(file.Length, result.Sent, verified);
            return;
        }
    }

    ObjectChecksum Md5(RequestBody body, PartWorker worker)
    {
        using BufferLease lease = Run.Memory.Reserve(Run.ChunkSize, Run.Token);
        return UploadCheck.ChecksumOf(body, lease.Span, worker.Hasher(ChecksumAlgorithm.Md5));
    }
}
