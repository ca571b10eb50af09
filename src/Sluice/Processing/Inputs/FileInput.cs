using Sluice.Engine.Memory;
using Sluice.Transfer;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Processing.Inputs;

/// <summary>An item of a tree that is no store's, read through one buffer. It must be the one that was listed until its end.</summary>
internal sealed class FileInput : ItemInput
{
    readonly ItemTransfer _item;
    readonly BufferLease _lease;
    readonly UploadSource? _source;
    readonly long _size;
    long _at;
    bool _ended;

    /// <summary>Opens it; whether that worked is in <see cref="ItemInput.Failure"/>.</summary>
    public FileInput(ItemTransfer item, Tree tree, in TreeEntry entry)
    {
        _item = item;
        _lease = item.Run.Memory.Reserve(item.Run.ChunkSize, item.Run.Token);
        Failure = ItemFailure.From(tree.Open(entry, out _source));
        _ended = Failure is not null;
        _size = _source?.Length ?? 0;
        if (Failure is null && entry.Size is { } listed && listed != _size)
        {
            Failure = ItemFailure.Changed("It is another one than was listed.");
            _ended = true;
        }
    }

    /// <inheritdoc/>
    public override long Size => _size;

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> NextPiece()
    {
        if (_ended)
            return default;
        if (_item.IsGivenUp)
            throw new OperationCanceledException();
        int count = 0;
        try
        {
            if (_at < _size)
                count = _source!.Read(_at, _lease.Span[..(int)Math.Min(_lease.Length, _size - _at)]);
            if (count > 0)
            {
                _at += count;
                _item.Run.CountMoved(count);
                return _lease.Memory[..count];
            }
            Failure = ItemFailure.From(_source!.Change());
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            Failure = ItemFailure.From(exception, path: null);
        }
        _ended = true;
        return default;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _source?.Dispose();
        _lease.Dispose();
    }
}
