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
    const int MagicBytes = 4;

    // Behind the end of gzip: a decoder that has come to its end leaves it alone, one that has not takes it and asks for more. .NET's decoder tells neither
    // that its input was cut nor that something follows. It begins no further member, and no byte of it can stand for those that were cut from a length.
    static readonly byte[] EndMark = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

    readonly byte[] _buffer = new byte[BufferBytes];
    Stream? _stream;
    PulledInput? _gzip;
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
            if (_gzip is { IsExhausted: true })
                Fail("it is cut off before its end");
            else if (_gzip is { HasEnded: false })
                Fail("something else follows its end");
        }
        catch (Exception exception) when (exception is InvalidDataException or ZstdException or EndOfStreamException)
        {
            Fail(_stream is BlockCompression { IsTooLarge: true } ? "its dictionary is larger than the 64 MiB of xz -9"
                : exception is EndOfStreamException || _gzip is { HasEnded: true } ? "it is cut off before its end" : "it is damaged");
        }
        _ended = true;
        return default;
    }

    void Begin()
    {
        _begun = true;
        _first = inner.Next();
        // What comes from a network may come byte by byte.
        while (_first.Length is > 0 and < MagicBytes && _first.ToArray() is var begun && inner.Next() is { IsEmpty: false } next)
            _first = (byte[])[.. begun, .. next.Span];
        ReadOnlySpan<byte> magic = _first.Span;
        if (magic.StartsWith(Gzip))
            _stream = new GZipStream(_gzip = new PulledInput(inner, _first, EndMark), CompressionMode.Decompress);
        else if (magic.StartsWith(Zstd) || IsSkippable(magic))
            _stream = new DecompressionStream(new PulledInput(inner, _first));
        else
            _stream = BlockCompression.Open(magic, new PulledInput(inner, _first));
    }

    /// <summary>The compression that content begins with, as people call it; null for none.</summary>
    public static string? CompressionOf(ReadOnlySpan<byte> first) =>
        first.StartsWith(Gzip) ? "gzip" : first.StartsWith(Zstd) || IsSkippable(first) ? "zstd" : BlockCompression.NameOf(first);

    static ReadOnlySpan<byte> Gzip => [0x1f, 0x8b];

    static ReadOnlySpan<byte> Zstd => [0x28, 0xb5, 0x2f, 0xfd];

    // RFC 8878, 3.1.2: files of several writers begin with such a frame.
    static bool IsSkippable(ReadOnlySpan<byte> magic) => magic.Length >= MagicBytes && magic[0] is >= 0x50 and <= 0x5f && magic[1..].StartsWith((ReadOnlySpan<byte>)[0x2a, 0x4d, 0x18]);

    void Fail(string why) => Failure = inner.Failure ?? new ItemFailure(OutcomeKind.Failed, "BadCompression", $"It begins like compressed data, and cannot be decompressed: {why}.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _stream?.Dispose();
}
