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
using Sluice.Trees;

namespace Sluice.Transfer.Uploads;

/// <summary>Standard input to an object: workers send the pieces that its reader brings. What ends within the first piece becomes one PUT.</summary>
internal sealed class StreamUpload : PartedTransfer
{
    readonly InputReader _input;
    readonly ObjectTarget _target;
    readonly PartLimits _limits;
    readonly MultipartWriter _writer;
    volatile bool _isSmall;

    /// <summary>An upload of all that <paramref name="input"/> will give.</summary>
    public StreamUpload(TransferContext run, Stream input, ObjectTarget target) : base(run)
    {
        _target = target;
        _limits = target.Client.PartLimits;
        _writer = new MultipartWriter(run, this, target, run.Checksum, _limits);
        _input = new InputReader(run, input, _limits, () => run.Wake(this));
    }

    /// <inheritdoc/>
    public override Location From => new StreamLocation();

    /// <inheritdoc/>
    public override Location? To => _target.Location;

    /// <inheritdoc/>
    protected override bool HasPart(int part) => !_isSmall && _input.Has(part);

    /// <inheritdoc/>
    protected override bool MoreParts(int next) => !_isSmall && _input.MayHave(next);

    /// <inheritdoc/>
    protected override ItemFailure? Begin(Worker worker)
    {
        _input.Start();
        _isSmall = _input.IsOnePiece();
        ItemPlan unknown = default;
        return _input.Failure ?? (_isSmall ? null : _writer.Begin(worker, _target.Attributes, ItemIdentity.StampOfStream(), ref unknown));
    }

    /// <inheritdoc/>
    protected override ItemFailure? Move(int part, Worker worker)
    {
        (BufferLease? lease, int length, int number) = _input.Take();
        try
        {
            MemoryBody body = new(lease!.Memory[..length]);
            worker.BeginSend(body);
            ItemFailure? failure = _writer.Send(number, body, worker);
            worker.EndSend(arrived: failure is null);
            return Explained(failure);
        }
        finally
        {
            _input.Return(lease);
        }
    }

    // What was sent cannot be had again: no other plan helps this stream, but the next one.
    ItemFailure? Explained(ItemFailure? failure)
    {
        if (failure is not { Limits: { } limits, Kind: not OutcomeKind.Changed })
            return failure;
        _target.Client.Learn(limits);
        return failure with
        {
            Message = $"{failure.Message}. " + (limits.AreEqual && !_limits.AreEqual ? "The store may want parts of one size: give a larger part size."
                : limits.MaxParts < _limits.MaxParts ? $"The store seems to take no more than {limits.MaxParts:N0} parts: give a larger part size."
                : limits.MinSize > _limits.MinSize ? $"The store takes no parts below {limits.MinSize:N0} bytes: give a larger part size."
                : $"The store takes no parts above {limits.MaxSize:N0} bytes: give a smaller part size."),
        };
    }

    /// <inheritdoc/>
    protected override void Finish(Worker worker)
    {
        ItemFailure? failure = Failure;
        ObjectChecksum? whole = null;
        Verification verified = default;
        long length = _input.Length;
        if (!IsGivenUp)
        {
            PutResult? result = null;
            failure = _input.Failure ?? (_isSmall
                ? Put(worker, out result, out whole, out verified)
                : Explained(_writer.Complete(worker, length, whole = _writer.Whole(), out result)));
            if (failure is null && !_isSmall)
                (verified, failure) = _writer.Judge(result!, whole, length);
            RequestId = result?.RequestId;
            VersionId = result?.VersionId;
        }
        failure = _writer.Abort(failure);
        _input.Abandon();
        if (failure is not null)
            EndFailed(failure);
        else if (IsGivenUp)
            EndPending();
        else
            EndDone(length, whole, verified);
    }

    ItemFailure? Put(Worker worker, out PutResult? result, out ObjectChecksum? sent, out Verification verified)
    {
        (BufferLease? lease, int length, _) = _input.Take();
        try
        {
            RequestBody body = lease is null ? RequestBody.Empty : new MemoryBody(lease.Memory[..length]);
            WriteCondition? condition = _target.Condition;
            PutObjectRequest put = WriteCondition.Set(new PutObjectRequest(_target.Bucket, _target.Key, body) { Attributes = _target.Attributes, Checksum = Run.Checksum }, condition);
            worker.BeginSend(body);
            int sends = 1;
            while (true)
            {
                if (Send(worker, put, _target.Client.PutObject, WriteCondition.Again).TryGet(out result, out S3Error? error))
                {
                    sent = result.Sent;
                    ItemFailure? wrong = PutResponse.Judge(this, worker, _target, _target.Attributes, result, length,
                        () => UploadCheck.ChecksumOf(body, stackalloc byte[16 << 10], worker.Hasher(ChecksumAlgorithm.Md5)), out verified);
                    worker.EndSend(arrived: wrong is null);
                    if (wrong is not { IsCorruption: true } || sends++ == UploadCheck.MaxSends)
                        return wrong;
                    Run.Ledger.CountRefetch();
                    put = WriteCondition.Set(put, condition = WriteCondition.AfterDamage(condition, result.ETag)) with { MayHaveArrived = false };
                    worker.BeginSend(body);
                    continue;
                }
                sent = null;
                verified = default;
                worker.EndSend(arrived: false);
                return condition?.FailureOf(error) ?? ItemFailure.From(error);
            }
        }
        finally
        {
            _input.Return(lease);
        }
    }
}
