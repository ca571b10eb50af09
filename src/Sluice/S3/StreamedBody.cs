using System.Text;
using Sluice.Failures;
using Sluice.S3.Checksums;
using Sluice.S3.Signing;

namespace Sluice.S3;

/// <summary>
/// The bytes of a PUT that are sent while they come, once, and are held nowhere but in a window: in aws-chunks, with their checksum behind them and, where
/// the payload is signed, a signature for each chunk and for the checksum (S3 API reference, "Signature calculations for the Authorization header:
/// transferring payload in multiple chunks ... with trailing headers"). A chunk is as long as the window allows, and at least 8 KiB, as S3 demands.
/// </summary>
/// <param name="length">Bytes, at least one; as many must come.</param>
/// <param name="hasher">A hash state of the checksum behind them, any that has a header of its own; nobody else uses it meanwhile.</param>
/// <param name="window">Where they pass; at least <see cref="LeastWindow"/> bytes.</param>
internal abstract class StreamedBody(long length, ChecksumHasher hasher, Memory<byte> window) : RequestBody
{
    /// <summary>The shortest window: 8 KiB of a chunk and what stands around it.</summary>
    public const int LeastWindow = Before + (8 << 10) + Behind;

    // Length and signature of a chunk; its line end, the empty chunk, the checksum and its signature.
    const int Before = 8 + 17 + SigningKey.SignatureLength + 2;
    const int Behind = 512;

    const string TrailerSignature = "x-amz-trailer-signature";

    readonly int _mostOfChunk = window.Length - Before - Behind;
    ChunkSigner? _signer;
    ReadOnlyMemory<byte> _ready;
    long _read;

    /// <inheritdoc/>
    public override long Length => length;

    /// <summary>The checksum behind the bytes.</summary>
    public ChecksumAlgorithm Algorithm => hasher.Algorithm;

    /// <summary>The checksum of the bytes; null until all of them have come.</summary>
    public ObjectChecksum? Sum { get; private set; }

    /// <summary>Bytes were taken, which cannot be sent again.</summary>
    public bool HasBegun { get; private set; }

    /// <inheritdoc/>
    internal override long WireLength
    {
        get
        {
            int signature = _signer is null ? 0 : ";chunk-signature=".Length + SigningKey.SignatureLength;
            long whole = length / _mostOfChunk, rest = length % _mostOfChunk;
            long chunks = whole * ChunkLength(_mostOfChunk, signature) + (rest > 0 ? ChunkLength(rest, signature) : 0);
            int sum = ChecksumHeaders.HeaderName(hasher.Algorithm).Length + 1 + ChecksumHasher.Compute(hasher.Algorithm, []).Base64.Length + 2;
            int trailerSignature = _signer is null ? 0 : TrailerSignature.Length + 1 + SigningKey.SignatureLength + 2;
            return chunks + 1 + signature + 2 + sum + trailerSignature + 2;
        }
    }

    /// <summary>What goes out next, until it was taken; empty at the end.</summary>
    public ReadOnlySpan<byte> Ready => _ready.Span;

    /// <summary>Its request is signed and goes out now.</summary>
    /// <param name="signer">Signs its chunks; null where the payload is not signed.</param>
    public void Begin(ChunkSigner? signer) => _signer = signer;

    /// <summary>Sees to it that something is <see cref="Ready"/>, unless all has gone; why that cannot be, or null.</summary>
    public S3Error? Fill()
    {
        if (!_ready.IsEmpty || _read == length)
            return null;
        HasBegun = true;
        // 1 A whole chunk, because its length and its signature stand before it.
        int chunk = (int)Math.Min(_mostOfChunk, length - _read);
        Span<byte> bytes = window.Span.Slice(Before, chunk);
        for (int at = 0, count; at < chunk; at += count)
        {
            count = Next(bytes[at..]);
            if (count <= 0)
                return new S3Error(FailureKind.SourceRead, RetryClass.Never, "the source ended while it was sent");
            hasher.Append(bytes.Slice(at, count));
        }
        _read += chunk;
        // 2 Its head, right before it.
        Span<byte> head = stackalloc byte[Before];
        int headLength = PutHead(head, bytes);
        head[..headLength].CopyTo(window.Span[(Before - headLength)..]);
        int end = Before + chunk;
        end += Put(window.Span[end..], "\r\n");
        // 3 Behind the last one the checksum of all.
        if (_read == length)
            end += PutEnd(window.Span[end..]);
        _ready = window[(Before - headLength)..end];
        return null;
    }

    /// <summary>Takes so many of the bytes that are <see cref="Ready"/>.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> taken = _ready.Span[..count];
        _ready = _ready[count..];
        return taken;
    }

    /// <inheritdoc/>
    public sealed override int Read(long offset, Span<byte> buffer) => throw new InvalidOperationException("This body is sent once, as it comes.");

    /// <summary>Reads more of the bytes; 0 when no more can come.</summary>
    protected abstract int Next(Span<byte> buffer);

    static long ChunkLength(long bytes, int signature) => bytes.ToString("x").Length + signature + 2 + bytes + 2;

    int PutHead(Span<byte> to, ReadOnlySpan<byte> chunk) =>
        Put(to, _signer is null ? $"{chunk.Length:x}\r\n" : $"{chunk.Length:x};chunk-signature={_signer.Chunk(chunk)}\r\n");

    int PutEnd(Span<byte> to)
    {
        ObjectChecksum sum = hasher.Finish();
        string line = $"{ChecksumHeaders.HeaderName(hasher.Algorithm)}:{sum.Base64}";
        int end = PutHead(to, []);
        end += Put(to[end..], $"{line}\r\n");
        if (_signer is not null)
            end += Put(to[end..], $"{TrailerSignature}:{_signer.Trailers(Encoding.ASCII.GetBytes($"{line}\n"))}\r\n");
        Sum = sum;
        return end + Put(to[end..], "\r\n");
    }

    static int Put(Span<byte> to, string text) => Encoding.ASCII.GetBytes(text, to);
}
