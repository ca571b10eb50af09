using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;

namespace Sluice.Processing.Inputs;

/// <summary>An object that passes through one buffer. Its bytes are used before they are verified: what came of them is void when <see cref="ItemInput.Failure"/> says so.</summary>
internal sealed class StreamedInput : ItemInput
{
    readonly ItemTransfer _item;
    readonly Worker _worker;
    readonly ObjectSource _source;
    readonly BufferLease _lease;
    readonly BodyFetch _body;
    readonly BodyHasher? _hasher;
    readonly FetchJudge _judge;
    readonly DownloadCheck _check;
    bool _ended;

    /// <summary>Asks for the object; whether that worked is in <see cref="ItemInput.Failure"/>.</summary>
    /// <param name="item">The item.</param>
    /// <param name="worker">Whose thread reads it.</param>
    /// <param name="source">The object.</param>
    /// <param name="judge">Knows what earlier fetches of it brought.</param>
    /// <param name="space">Bytes that are claimed for a file of it besides; 0 for none.</param>
    public StreamedInput(ItemTransfer item, Worker worker, ObjectSource source, FetchJudge judge, int space)
    {
        (_item, _worker, _source, _judge) = (item, worker, source, judge);
        // One lease: who holds one never waits for another. Of what stands for the file no page is ever touched.
        _lease = item.Run.Memory.Reserve(Math.Max(item.Run.ChunkSize, space), item.Run.Token);
        _body = new BodyFetch(item, worker, source.Client, source.Get with { IfMatch = source.ETag });
        Failure = _body.Open(source.Size >= 0 ? source.Size : null, described: judge.Described ?? source.Info);
        if (Failure is not null)
        {
            _ended = true;
            return;
        }
        _check = DownloadCheck.For(_body.Info, oneStream: true);
        _hasher = worker.BodyHasher(item.Run, _lease.Memory[..item.Run.ChunkSize], _check.Algorithm, _body.Length, others: _check.Others);
    }

    /// <inheritdoc/>
    public override long Size => _body.Length;

    /// <summary>What the bytes were compared with, after their end.</summary>
    public Verification Verified { get; private set; }

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> NextPiece()
    {
        if (_ended)
            return default;
        if (_item.IsGivenUp)
            throw new OperationCanceledException();
        Span<byte> into = _hasher!.Next;
        if (_body.Read(into) is > 0 and int count)
        {
            int at = OffsetOf(into);
            _hasher.Append(count);
            _item.Run.CountMoved(count);
            return _lease.Memory.Slice(at, count);
        }
        _ended = true;
        Failure = _body.Failure ?? _hasher.Contradiction();
        if (Failure is null)
        {
            Failure = _judge.Judge(_check, _hasher.Finish(), _body.Length, out Verification verified);
            if (Failure is not null)
                _judge.Ask(_item, _worker, _source, _body.Info);
            Verified = DownloadCheck.Proved(verified, sizeWasTold: _source.Size >= 0 || _body.Info.ContentLength >= 0);
        }
        return default;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _hasher?.Dispose();
        _body.Dispose();
        _lease.Dispose();
    }

    int OffsetOf(Span<byte> within) => (int)System.Runtime.CompilerServices.Unsafe.ByteOffset(
        ref System.Runtime.InteropServices.MemoryMarshal.GetReference(_lease.Span), ref System.Runtime.InteropServices.MemoryMarshal.GetReference(within));
}
