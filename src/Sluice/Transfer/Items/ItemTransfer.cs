using System.Diagnostics;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Copies;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Removing;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Items;

/// <summary>A transfer of one listed item, which ends with exactly one outcome, or with none when the run is cancelled.</summary>
internal abstract class ItemTransfer(TransferContext run) : WorkItem
{
    // A request that was interrupted although nobody gave up is sent again this often.
    const int MaxInterrupts = 3;

    int _attempts;
    long _began;
    long _resumedBytes;
    List<AttributeLoss>? _lost;
    Activity? _span;
    volatile bool _ended;

    /// <summary>What all items share.</summary>
    internal TransferContext Run { get; } = run;

    /// <summary>Where the item comes from.</summary>
    public abstract Location From { get; }

    /// <summary>Where it goes; null for a removal.</summary>
    public abstract Location? To { get; }

    /// <summary>Requests made for it.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    /// <inheritdoc/>
    internal override void Entered() => Run.ItemEntered();

    /// <inheritdoc/>
    internal override void Left() => Run.ItemLeft();

    /// <inheritdoc/>
    internal override bool HasEnded => _ended;

    /// <inheritdoc/>
    internal override Activity? Span => _span;

    /// <summary>What the journal remembers the item by when it is done; null when it does not.</summary>
    internal UInt128? Fingerprint { get; init; }

    /// <summary>What an earlier run wrote for it, if that is still there; null when nothing is to be asked.</summary>
    internal ResumedItem? Earlier { get; set; }

    /// <summary>A target whose condition is looked at before the first byte, which would be for nothing; null where the write alone decides.</summary>
    internal ObjectTarget? LooksFirst { get; init; }

    /// <summary>Called when it has arrived; null for nothing.</summary>
    internal Action? WhenDone { get; init; }

    /// <summary>What the journal is told of it while it moves; null without a journal, and for an item of one request.</summary>
    internal ItemJournal? Journal { get; set; }

    /// <summary>The request id of the last answer; null before one.</summary>
    internal string? RequestId { get; set; }

    /// <summary>The version that was read or written; null when the store named none.</summary>
    internal string? VersionId { get; set; }

    /// <summary>The ETag of the object that was written; null for a file, and when the store told none.</summary>
    internal string? ETag { get; set; }

    /// <inheritdoc/>
    internal override bool IsRunOver => Run.Token.IsCancellationRequested;

    /// <summary>True when what is under way for this item is not wanted any more.</summary>
    internal virtual bool IsGivenUp => Run.Token.IsCancellationRequested;

    /// <summary>Notes something that the source has and the copy will not have, or may not have. Only said of an item that is done.</summary>
    internal void Lose(AttributeLoss attribute)
    {
        if (_lost is null || !_lost.Contains(attribute))
            (_lost ??= []).Add(attribute);
    }

    /// <summary>Bytes of it are where they belong already, because an earlier run moved them.</summary>
    internal void TakeOver(long bytes)
    {
        Interlocked.Add(ref _resumedBytes, bytes);
        Run.Ledger.Spared(bytes);
    }

    /// <summary>Bytes of it that earlier runs moved.</summary>
    internal long ResumedBytes => Volatile.Read(ref _resumedBytes);

    /// <summary>A worker has begun with it; the first time counts.</summary>
    protected void Begun()
    {
        if (_began != 0)
            return;
        _began = Run.Options.Clock.GetTimestamp();
        _span = ItemSpan.Begin(this);
        if (Run.RemembersNames && To is { } to)
            Run.Journal!.Naming(ItemIdentity.NameOf(Run.Paths, to));
    }

    /// <summary>Time since a worker has begun with it.</summary>
    internal TimeSpan Elapsed => _began == 0 ? TimeSpan.Zero : Run.Options.Clock.GetElapsedTime(_began);

    /// <summary>Counts requests.</summary>
    internal void CountAttempts(int requests = 1) => Interlocked.Add(ref _attempts, requests);

    /// <summary>Counts the requests behind an answer and says whether to send it again: it was interrupted, and not by anybody who gave up.</summary>
    internal bool WasInterrupted(S3Error? error, ref int interrupts)
    {
        CountAttempts(error?.Attempts ?? 1);
        return error is { Kind: FailureKind.Canceled } && !IsGivenUp && ++interrupts <= MaxInterrupts;
    }

    /// <summary>Sends a request, again when it was interrupted by nobody who gave up, and counts its attempts.</summary>
    /// <param name="worker">Whose request it is.</param>
    /// <param name="request">The request.</param>
    /// <param name="send">The operation.</param>
    /// <param name="again">What is sent after an interruption, for the request may have arrived; null for the same.</param>
    internal S3Result<TResult> Send<TRequest, TResult>(Worker worker, TRequest request, Func<TRequest, CancellationToken, S3Result<TResult>> send, Func<TRequest, TRequest>? again = null)
    {
        int interrupts = 0;
        while (true)
        {
            S3Result<TResult> result = send(request, worker.BeginRequest(0));
            if (!WasInterrupted(result.Error, ref interrupts) || worker.Yields)
                return result;
            request = again is null ? request : again(request);
        }
    }

    /// <summary>Asks for an object.</summary>
    internal S3Result<ObjectInfo> Head(S3Client client, HeadObjectRequest head, Worker worker) => Send(worker, head, client.HeadObject);

    /// <summary>True when what there is of the item is to be left for a later run: it was stopped, or met a trouble that may pass.</summary>
    internal bool IsLeftForLater(ItemFailure? failure) => Journal is { CanResume: true }
        && (failure is null || failure.MayPass || Run.Token.IsCancellationRequested && !failure.IsCorruption && failure.Kind != OutcomeKind.Changed);

    /// <summary>
    /// Ends the item: it arrived, verified and published. A move removes the source now and not before; only then is the item done.
    /// </summary>
    protected void EndDone(long bytes, ObjectChecksum? checksum, Verification verified)
    {
        ItemFailure? kept = Run.Request.LooksBack ? CopyProof.Unwritten(Run, this, Written, bytes, verified) : null;
        // What the copy is read back for becomes its proof, so this comes before the outcome is made of it.
        if (kept is null && Run.Request.RemovesSources)
            kept = CopyProof.Missing(Run, this, Written, bytes, checksum, IsOrderProved, ref verified) ?? RemoveSource();
        EndDone(bytes, checksum, verified, kept);
    }

    void EndDone(long bytes, ObjectChecksum? checksum, Verification verified, ItemFailure? kept)
    {
        if (kept is { Kind: not OutcomeKind.Done })
        {
            EndFailed(kept);
            return;
        }
        if (kept is not null)
            Run.Ledger.SourceStays();
        // Done before ended: a crash between the two leaves the later run something to clear up, not to do again.
        if (Fingerprint is { } fingerprint)
        {
            UInt128 written = To?.InStore is { } to && ETag is { Length: > 0 } etag ? ItemIdentity.ObjectOf(to.Bucket, to.Key, bytes, etag)
                : WrittenModified is { } modified ? ItemIdentity.FileOf(bytes, modified) : default;
            Run.Journal!.Done(fingerprint, WrittenStatus ?? (To?.FilePath is { } file ? FileStatus.FromLink(file) : default), bytes, written);
        }
        else if (!Run.RemembersDone)
            Run.Journal?.Counted(bytes);
        Journal?.End();
        WhenDone?.Invoke();
        if (_lost is not null)
            Run.Ledger.Lost(_lost);
        Run.Ledger.CountResumed(Math.Min(bytes, Volatile.Read(ref _resumedBytes)));
        Run.Ledger.Ended(OutcomeKind.Done, bytes, verified, (Item: this, bytes, checksum, verified, kept), static done => new ItemOutcome
        {
            Kind = OutcomeKind.Done,
            Operation = done.Item.Run.Ledger.Operation,
            From = done.Item.From,
            To = done.Item.To,
            Bytes = done.bytes,
            Checksum = done.checksum,
            Verified = done.verified,
            Attempts = done.Item.Attempts,
            Duration = done.Item.Elapsed,
            Status = done.Item.Attempts > 0 ? 200 : null,
            VersionId = done.Item.VersionId,
            RequestId = done.Item.RequestId,
            Message = done.kept?.Message ?? "",
            Lost = done.Item._lost?.FindAll(static attribute => !attribute.IsUnasked) ?? [],
        });
        ItemSpan.End(this, OutcomeKind.Done, bytes);
        _ended = true;
    }

    /// <summary>True when the item has ended, because what an earlier run did of it is still there.</summary>
    protected bool EndsAsDoneBefore(Worker worker)
    {
        if (Earlier?.IsThere(this, worker) != true)
            return false;
        if (Earlier is ResumedMove moved)
        {
            TakeOver(moved.Size);
            EndDone(moved.Size, null, moved.Verified, moved.RemoveSource(this));
            return true;
        }
        Run.EndDoneBefore(From, To!, Earlier.Size);
        ItemSpan.End(this, OutcomeKind.Skipped);
        return _ended = true;
    }

    /// <summary>True when the item has ended, because what is under its name is not what its condition asks for. What an earlier run began goes on: that may be its own object.</summary>
    protected bool EndsAsRefused(Worker worker)
    {
        if (LooksFirst is not { Condition: { } condition } target || Run.Journal?.Has(ItemIdentity.PlaceOf(target)) == true)
            return false;
        HeadObjectRequest head = new(target.Bucket, target.Key) { ChecksumMode = false, CustomerKey = target.Attributes.Sse?.CustomerKey };
        if (condition.FailureOf(Head(target.Client, head, worker)) is not { } failure)
            return false;
        EndFailed(failure);
        return true;
    }

    /// <summary>Ends the item: it did not arrive. Without an outcome when the run was cancelled, for then it is pending.</summary>
    protected void EndFailed(ItemFailure failure)
    {
        Run.Judge(failure);
        // Of all that fail for one reason at once, the first one tells it; the others are pending.
        bool isPending = Run.Token.IsCancellationRequested || Run.EndOf(failure) is { } error && !Run.End(error);
        if (failure.Code == Tree.Exists && !isPending)
            Run.Ledger.CountExisting();
        if (!isPending)
        {
            Run.Ledger.Ended(failure.Kind, 0, Verification.None, (Item: this, failure), static failed => new ItemOutcome
            {
                Kind = failed.failure.Kind,
                Operation = failed.Item.Run.Ledger.Operation,
                From = failed.Item.From,
                To = failed.Item.To,
                Attempts = failed.Item.Attempts,
                Duration = failed.Item.Elapsed,
                Status = failed.failure.Status,
                VersionId = failed.Item.VersionId,
                ErrorCode = failed.failure.Code,
                Message = failed.failure.Message,
                PlannedBytes = failed.failure.PlannedBytes,
                Reason = failed.failure.Reason,
                RequestId = failed.failure.RequestId ?? failed.Item.RequestId,
            });
        }
        ItemSpan.End(this, isPending ? null : failure.Kind, failure: failure);
        _ended = true;
    }

    /// <summary>Of an object that is changed where it is: true for what it was before; null for a copy, whose bytes tell whether it was made.</summary>
    internal Func<ObjectInfo, bool>? IsAsBefore { get; init; }

    /// <summary>Why an object that the store says it has changed where it is was not changed; null when it was, or nobody knows.</summary>
    protected ItemFailure? Unchanged(ObjectTarget target, Worker worker) =>
        IsAsBefore is { } isAsBefore && Head(target.Client, new HeadObjectRequest(target.Bucket, target.Key) { ChecksumMode = false, CustomerKey = target.Attributes.Sse?.CustomerKey }, worker).TryGet(out ObjectInfo? now, out _) && isAsBefore(now)
            ? ItemFailure.NotWritten("The store says that it has made the copy, and headers and metadata are what they were.", now.RequestId)
            : null;

    /// <summary>The object that was written, where a move has to look at it before it removes the source; null for a file.</summary>
    protected virtual ObjectTarget? Written => null;

    /// <summary>Last write of what was written, as its place will tell it, where that shows that it is still the same; null for objects and files of this machine.</summary>
    protected virtual DateTimeOffset? WrittenModified => null;

    /// <summary>The file that was written, where it was looked at when it got its name; null where it was not.</summary>
    protected virtual FileStatus? WrittenStatus => null;

    /// <summary>False for what was written in parts of which nothing shows that they were joined in their order.</summary>
    protected virtual bool IsOrderProved => true;

    /// <summary>Removes what was copied, for a move; why it is still there, or null.</summary>
    protected virtual ItemFailure? RemoveSource() => new(OutcomeKind.Failed, Tree.NotRemoved, "This source cannot be removed.");

    /// <summary>Ends the item without an outcome: it stays pending.</summary>
    protected void EndPending()
    {
        ItemSpan.End(this, outcome: null);
        _ended = true;
    }

    /// <inheritdoc/>
    internal override void Break(Exception defect)
    {
        if (!_ended)
            EndFailed(ItemFailure.Defect(defect));
    }
}
