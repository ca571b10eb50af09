using System.IO.Compression;
using Sluice.Engine;
using Sluice.Transfer;
using ZstdSharp;

namespace Sluice.Processing.Inputs;

/// <summary>What an object holds, when its first bytes are those of gzip (RFC 1952), zstd (RFC 8878), bzip2 or xz; else the object as it is. In one buffer, whatever it grows to.</summary>
/// <param name="inner">The object; disposed by whoever made it.</param>
internal sealed class DecompressedInput(ItemInput inner) : ItemInput
{
    const int BufferBytes = 64 << 10;

    readonly byte[] _buffer = new byte[BufferBytes];
    Stream? _stream;
    ReadOnlyMemory<byte> _first;
    bool _begun, _ended;

    /// <inheritdoc/>
    public override long Size => -1;

    /// <inheritdoc/>
    public override ItemFailure? Finish()
    {
        base.Finish();
        // Bytes that were damaged on their way explain everything else.
        return Failure = inner.Finish() ?? Failure;
    }

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> NextPiece()
    {
        if (_ended)
            return default;
        try
        {
            if (!_begun)
                Begin();
            if (_stream is null)
            {
                ReadOnlyMemory<byte> piece = _first.IsEmpty ? inner.Next() : _first;
                _first = default;
                return piece;
            }
            if (_stream.Read(_buffer) is > 0 and int count)
                return _buffer.AsMemory(0, count);
        }
        catch (Exception exception) when (exception is InvalidDataException or ZstdException or EndOfStreamException)
        {
            Failure = inner.Failure ?? new ItemFailure(OutcomeKind.Failed, "BadCompression", "It begins like compressed data, and cannot be decompressed.");
        }
        _ended = true;
        return default;
    }

    void Begin()
    {
        _begun = true;
        _first = inner.Next();
        ReadOnlySpan<byte> magic = _first.Span;
        if (magic.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
            _stream = new GZipStream(new PulledInput(inner, _first), CompressionMode.Decompress);
        else if (magic.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]))
            _stream = new DecompressionStream(new PulledInput(inner, _first));
        else
            _stream = BlockCompression.Open(magic, new PulledInput(inner, _first));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _stream?.Dispose();
}
