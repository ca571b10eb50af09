using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Memory;
using Sluice.Transfer.Planning;
using Sluice.Transfer.Scheduling;

namespace Sluice.Transfer.Parts;

/// <summary>
/// Standard input to an object. A thread of its own reads it in order into leased memory, so that a run can be
/// cancelled while nothing comes; workers send the pieces. What ends within the first piece becomes one PUT.
/// </summary>
internal sealed class StreamUpload : PartedTransfer
{
    readonly Stream _input;
    readonly ObjectTarget _target;
    readonly MultipartWriter _writer;
    readonly object _gate = new();

    // Guarded by _gate.
    readonly Queue<(BufferLease Lease, int Length)> _read = new();
    bool _ended;
    bool _abandoned;
    bool _firstIsRead;
    int _pieces;
    int _sent;
    ItemFailure? _unreadable;

    long _length;
    bool _isSmall;

    /// <summary>An upload of all that <paramref name="input"/> will give.</summary>
    public StreamUpload(RunContext run, Stream input, ObjectTarget target) : base(run)
    {
        _input = input;
        _target = target;
        _writer = new MultipartWriter(this, target, run.Checksum);
    }

    /// <inheritdoc/>
    public override string SourceText => "-";

    /// <inheritdoc/>
    public override string DestinationText => _target.ToString();

    /// <inheritdoc/>
    protected override bool HasPart(int part)
    {
        lock (_gate)
            return !_isSmall && part < _pieces;
    }

    /// <inheritdoc/>
    protected override bool MoreParts(int next)
    {
        lock (_gate)
            return !_isSmall && (next < _pieces || !_ended);
    }

    /// <inheritdoc/>
    protected override ItemFailure? Begin(PartWorker worker)
    {
        new Thread(Read, 256 << 10) { IsBackground = true, Name = "sluice-input" }.Start();
        lock (_gate)
        {
            while (!_firstIsRead)
            {
                Run.Token.ThrowIfCancellationRequested();
                Monitor.Wait(_gate, 100);
            }
            if (_unreadable is not null)
                return _unreadable;
            _isSmall = _ended && _read.Count <= 1;
        }
        return _isSmall ? null : _writer.Begin(worker, _target.Attributes);
    }

    /// <inheritdoc/>
    protected override ItemFailure? Move(int part, PartWorker worker)
    {
        (BufferLease lease, int length) next;
        int number;
        lock (_gate)
        {
            next = _read.Dequeue();
            number = ++_sent;
        }
        using BufferLease lease = next.lease;
        if (_writer.Send(number, new MemoryBody(lease.Memory[..next.length]), worker) is { } failure)
            return failure;
        Run.CountMoved(next.length);
        return null;
    }

    /// <inheritdoc/>
    protected override void Finish(PartWorker worker)
    {
        ItemFailure? failure = Failure;
        ObjectChecksum? whole = null;
        Verification verified = default;
        if (!IsGivenUp)
        {
            PutResult? result = null;
            if (_unreadable is not null)
                failure = _unreadable;
            else if (_isSmall)
                failure = Put(worker, out result, out whole);
            else
                failure = _writer.Complete(worker, _length, whole = _writer.Whole(), out result);
            if (failure is null)
                (verified, failure) = UploadCheck.Judge(result!, whole, _target.Attributes, md5: null);
            RequestId = result?.RequestId;
        }
        _writer.Abort();
        lock (_gate)
        {
            _abandoned = true;
            while (_read.TryDequeue(out (BufferLease Lease, int Length) left))
                left.Lease.Dispose();
        }
        if (failure is not null)
            EndFailed(failure);
        else if (IsGivenUp)
            EndPending();
        else
            EndDone(_length, whole, verified);
    }

    ItemFailure? Put(PartWorker worker, out PutResult? result, out ObjectChecksum? sent)
    {
        (BufferLease? lease, int length) only;
        lock (_gate)
            only = _read.TryDequeue(out (BufferLease, int) first) ? first : (null, 0);
        using BufferLease? lease = only.lease;
        PutObjectRequest put = new(_target.Bucket, _target.Key, lease is null ? RequestBody.Empty : new MemoryBody(lease.Memory[..only.length]))
        {
            Attributes = _target.Attributes,
            Checksum = Run.Checksum,
        };
        int interrupts = 0;
        while (true)
        {
            S3Result<PutResult> answer = _target.Client.PutObject(put, worker.BeginRequest(0));
            if (answer.TryGet(out result, out S3Error? error))
            {
                CountAttempts();
                sent = result.Sent;
                Run.CountMoved(only.length);
                return null;
            }
            sent = null;
            if (!WasInterrupted(error, ref interrupts))
                return ItemFailure.Of(error);
        }
    }

    void Read()
    {
        try
        {
            for (int number = 1; ; number++)
            {
                if (number > S3Limits.MaxParts)
                {
                    EndReading(new ItemFailure(OutcomeKind.Failed, "TooLarge", "Standard input is longer than 10,000 parts can hold; give a larger part size or more memory."));
                    return;
                }
                BufferLease lease = Run.Memory.Reserve((int)Planner.StreamPartSize(number, Run.Options.PartSize, Run.Memory.Limit), Run.Token);
                int length = _input.ReadAtLeast(lease.Span, lease.Length, throwOnEndOfStream: false);
                bool last = length < lease.Length;
                lock (_gate)
                {
                    if (_abandoned || length == 0)
                        lease.Dispose();
                    else
                    {
                        _read.Enqueue((lease, length));
                        _pieces++;
                    }
                    _length += length;
                    _ended |= last || _abandoned;
                    // The first piece alone does not tell whether there is a second: only its end, or the next piece, does.
                    _firstIsRead |= last || number > 1;
                    Monitor.PulseAll(_gate);
                }
                Run.Wake(this);
                if (last || Run.Token.IsCancellationRequested)
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            EndReading(null);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            EndReading(LocalFailure.Of(exception, "-"));
        }
    }

    void EndReading(ItemFailure? failure)
    {
        lock (_gate)
        {
            _unreadable = failure;
            _ended = _firstIsRead = true;
            Monitor.PulseAll(_gate);
        }
        Run.Wake(this);
    }
}
