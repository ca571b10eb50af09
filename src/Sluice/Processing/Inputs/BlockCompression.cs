using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.Xz;
using CompressionMode = SharpCompress.Compressors.CompressionMode;

namespace Sluice.Processing.Inputs;

/// <summary>bzip2 and xz (the .xz file format 1.2), also several streams behind one another. What ends early, is damaged or is followed by anything else is <see cref="InvalidDataException"/>.</summary>
internal sealed class BlockCompression : Stream
{
    static ReadOnlySpan<byte> Bzip2 => "BZh"u8;

    static ReadOnlySpan<byte> Xz => [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];

    readonly RestOfStream _compressed;
    readonly bool _isXz;
    readonly byte[] _buffer = new byte[64 << 10];
    Stream? _plain;

    BlockCompression(RestOfStream compressed, bool isXz) => (_compressed, _isXz) = (compressed, isXz);

    /// <summary>Opens what begins with these bytes; null for another compression, and for none.</summary>
    /// <param name="first">The first bytes.</param>
    /// <param name="compressed">All of it.</param>
    public static BlockCompression? Open(ReadOnlySpan<byte> first, Stream compressed) =>
        NameOf(first) is { } name ? new BlockCompression(new RestOfStream(compressed), isXz: name == "xz") : null;

    /// <summary>xz or bzip2, for what begins so; else null.</summary>
    public static string? NameOf(ReadOnlySpan<byte> first)
    {
        if (first.StartsWith(Xz))
            return "xz";
        // A text may begin so too: a block, or the end, has six bytes of its own.
        return first.Length >= 10 && first.StartsWith(Bzip2) && first[3] is >= (byte)'1' and <= (byte)'9'
            && (first[4..].StartsWith((ReadOnlySpan<byte>)[0x31, 0x41, 0x59, 0x26, 0x53, 0x59]) || first[4..].StartsWith((ReadOnlySpan<byte>)[0x17, 0x72, 0x45, 0x38, 0x50, 0x90]))
            ? "bzip2" : null;
    }

    /// <summary>True when a block of xz has asked for a dictionary of more than 64 MiB.</summary>
    public bool IsTooLarge => _compressed.Blocks?.IsTooLarge == true;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException("The length is not known before the end.");

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException("The bytes come once, in their order."); set => throw new NotSupportedException("The bytes come once, in their order."); }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            while (true)
            {
                _plain ??= _isXz ? OpenXz() : BZip2Stream.Create(_compressed, CompressionMode.Decompress, decompressConcatenated: true, leaveOpen: true);
                int read = _plain.Read(buffer, offset, count);
                if (read > 0 || count == 0 || !_isXz)
                    return read;
                if (_compressed.SkipZeros() % 4 != 0)
                    throw new InvalidDataException("What is between its streams is no padding.");
                if (_compressed.IsAtEnd)
                    return 0;
                _plain.Dispose();
                _plain = null;
            }
        }
        catch (OperationCanceledException)
        {
            throw;
        }
#pragma warning disable CA1031 // The library throws what damaged bytes happen to lead to.
        catch (Exception wrong)
#pragma warning restore CA1031
        {
            throw new InvalidDataException("It is damaged, or ends early.", wrong);
        }
    }

    XZStream OpenXz()
    {
        _compressed.Blocks = new XzBlocks();
        return new XZStream(_compressed);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = Read(_buffer, 0, Math.Min(buffer.Length, _buffer.Length));
        _buffer.AsSpan(0, read).CopyTo(buffer);
        return read;
    }

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The bytes come once, in their order.");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("An object is read, not written.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("An object is read, not written.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _plain?.Dispose();
        base.Dispose(disposing);
    }
}
