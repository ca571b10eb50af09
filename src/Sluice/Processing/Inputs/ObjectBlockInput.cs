using Sluice.Engine;
using Sluice.S3;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;

namespace Sluice.Processing.Inputs;

/// <summary>A block of an object in a store: one request brings it with the beginning of what follows, in which its last line mostly ends.</summary>
internal sealed class ObjectBlockInput : BlockInput
{
    // What is left of it is read, which costs less than another connection.
    const int Tail = 16 << 10;
    const int More = 1 << 20;

    readonly Worker _worker;
    readonly ObjectSource _source;
    readonly ObjectInfo _info;
    BodyFetch? _body;

    /// <summary>Asks for it; whether that worked is in <see cref="ItemInput.Failure"/>.</summary>
    /// <param name="item">The item.</param>
    /// <param name="worker">Whose thread reads it.</param>
    /// <param name="source">The object.</param>
    /// <param name="split">All its blocks.</param>
    /// <param name="block">The block.</param>
    /// <param name="space">Bytes that are claimed for a file of it besides; 0 for none.</param>
    public ObjectBlockInput(ItemTransfer item, Worker worker, ObjectSource source, SplitObject split, LineBlock block, int space)
        : base(item, block, split.Algorithm is { } algorithm ? worker.Hasher(algorithm) : null, space)
    {
        (_worker, _source, _info) = (worker, source, split.Info!);
        Begin();
    }

    /// <inheritdoc/>
    protected override int Read(long at, Span<byte> into)
    {
        while (at < Block.ObjectSize)
        {
            if (_body is null && (Failure = Open(at)) is not null)
                return 0;
            if (_body!.Read(into) is > 0 and int count)
            {
                Item.Run.CountMoved(count);
                return count;
            }
            if ((Failure = _body.Failure) is not null)
                return 0;
            // A line that is longer than that.
            _body.Dispose();
            _body = null;
        }
        return 0;
    }

    Transfer.ItemFailure? Open(long at)
    {
        ByteRange range = new(at, Math.Min(Block.ObjectSize - at, at < Block.End ? Block.End - at + Tail : More));
        _body = new BodyFetch(Item, _worker, _source.Client, _source.Get with
        {
            Range = range,
            IfMatch = _info.ETag,
            ObjectSize = Block.ObjectSize,
        });
        return _body.Open(range.Length, _info);
    }

    /// <inheritdoc/>
    protected override Transfer.ItemFailure? Close()
    {
        Span<byte> rest = stackalloc byte[4096];
        for (int left = Tail; _body is not null && left > 0 && _body.Read(rest) is > 0 and int count; left -= count) { }
        return null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _body?.Dispose();
        base.Dispose(disposing);
    }
}
