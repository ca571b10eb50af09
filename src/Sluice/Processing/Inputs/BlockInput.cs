using Sluice.Engine.Memory;
using Sluice.S3.Checksums;
using Sluice.Transfer.Items;

namespace Sluice.Processing.Inputs;

/// <summary>The lines of one block. All bytes of the block are read, also those of a line that began before it, so that the checksums of all blocks are that of the object.</summary>
internal abstract class BlockInput : ItemInput
{
    readonly BufferLease _lease;
    readonly ChecksumHasher? _hasher;
    readonly int _space;
    long _at;
    long _given;
    bool _skips;
    bool _ended;
    ReadOnlyMemory<byte> _first;

    /// <summary>Leases what it needs; <see cref="Begin"/> reads.</summary>
    /// <param name="item">The item.</param>
    /// <param name="block">Its block.</param>
    /// <param name="hasher">Takes the bytes of the block; null for nobody.</param>
    /// <param name="space">Bytes that are claimed for a file of it besides; 0 for none.</param>
    protected BlockInput(ItemTransfer item, LineBlock block, ChecksumHasher? hasher, int space)
    {
        (Item, Block, _hasher, _space, _at, _skips) = (item, block, hasher, space, block.First, block.Offset > 0);
        // One lease: who holds one never waits for another. Of what stands for the file no page is ever touched.
        _lease = item.Run.Memory.Reserve(Math.Max(item.Run.ChunkSize, space), item.Run.Token);
    }

    /// <inheritdoc/>
    public override long Size => -1;

    /// <summary>True when no line begins in it. Known once it has begun.</summary>
    public bool IsEmpty => _ended && _first.IsEmpty;

    /// <summary>Checksum of the block's bytes; null before they were read, and where nobody wants it.</summary>
    public ObjectChecksum? Checksum { get; private set; }

    /// <summary>The item.</summary>
    protected ItemTransfer Item { get; }

    /// <summary>The block.</summary>
    protected LineBlock Block { get; }

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> NextPiece()
    {
        if (_first.IsEmpty)
            return Take();
        ReadOnlyMemory<byte> first = _first;
        _first = default;
        return first;
    }

    /// <summary>Finds its first line.</summary>
    protected void Begin()
    {
        _first = Take();
        if (Block.Offset == 0 && Failure is null && DecompressedInput.CompressionOf(_first.Span) is { } compression)
            Failure = new Transfer.ItemFailure(Engine.OutcomeKind.Failed, SplitObject.Compressed, $"It begins as {compression} does, and what is compressed cannot be cut at its lines; a name such as .gz, .zst, .bz2 or .xz leaves it whole.");
    }

    /// <summary>Reads bytes of the object; 0 at its end, and after a failure.</summary>
    protected abstract int Read(long at, Span<byte> into);

    /// <summary>All that is wanted was read: why it is not what was asked for, or null.</summary>
    protected virtual Transfer.ItemFailure? Close() => null;

    ReadOnlyMemory<byte> Take()
    {
        ReadOnlyMemory<byte> piece = default;
        while (!_ended && piece.IsEmpty)
        {
            if (Item.IsGivenUp)
                throw new OperationCanceledException();
            Memory<byte> buffer = _lease.Memory[..Item.Run.ChunkSize];
            int count = Read(_at, buffer.Span);
            if (count == 0)
            {
                End();
                break;
            }
            Hash(buffer.Span[..count]);
            long start = _at;
            _at += count;
            piece = buffer[..count];
            // 1 The end of a line that began before: another block's.
            if (_skips)
            {
                int line = piece.Span.IndexOf((byte)'\n');
                if (line < 0 ? _at >= Block.End : start + line + 1 >= Block.End)
                {
                    End();
                    return default;
                }
                _skips = line < 0;
                piece = line < 0 ? default : piece[(line + 1)..];
                start += line + 1;
            }
            // 2 The end of the last line that began in it.
            if (!_skips && !Block.IsLast && _at >= Block.End && !piece.IsEmpty)
            {
                int from = (int)Math.Max(0, Block.End - 1 - start);
                if (piece.Span[from..].IndexOf((byte)'\n') is >= 0 and int line)
                {
                    piece = piece[..(from + line + 1)];
                    End();
                }
            }
        }
        _given += piece.Length;
        if (_space > 0 && _given > _space && Failure is null)
        {
            Failure = new Transfer.ItemFailure(Engine.OutcomeKind.Failed, "TooLarge", $"A line that begins at {Block.Offset:N0} or behind it is longer than a block; a larger --block, or stdin, takes it.");
            _ended = true;
        }
        return Failure is null ? piece : default;
    }

    void Hash(ReadOnlySpan<byte> bytes)
    {
        long from = Math.Max(0, Block.Offset - _at), to = Math.Min(bytes.Length, Block.End - _at);
        if (_hasher is null || to <= from)
            return;
        _hasher.Append(bytes[(int)from..(int)to]);
        if (_at + to == Block.End)
            Checksum = _hasher.Finish();
    }

    void End()
    {
        _ended = true;
        Failure ??= Close();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _lease.Dispose();
}
