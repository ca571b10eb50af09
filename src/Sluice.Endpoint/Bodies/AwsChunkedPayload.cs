using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sluice.Endpoint.Auth;
using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Bodies;

/// <summary>
/// Takes the aws-chunked framing off a body and verifies each chunk's signature and the trailer's (S3 API Reference,
/// "Signature calculations: transferring payload in multiple chunks"). Bytes are handed on before their chunk is
/// verified; nothing is published before the end, where a wrong signature has already thrown.
/// </summary>
sealed class AwsChunkedPayload(Stream body, PayloadSignature signature) : PayloadReader, IDisposable
{
    /// <summary>A chunk header is a length and a signature; trailers are a few checksums. More is an attack.</summary>
    const int MostLine = 1024;
    const int MostTrailers = 16;

    readonly byte[] _buffer = new byte[16 << 10];
    readonly Dictionary<string, string> _trailers = new(StringComparer.Ordinal);
    readonly IncrementalHash? _chunkHash = signature.Chain is null || signature.Framing == PayloadFraming.UnsignedChunksWithTrailer ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    int _at;
    int _filled;
    long _leftInChunk;
    string _chunkSignature = "";
    bool _insideChunk;
    bool _ended;

    public override IReadOnlyDictionary<string, string> Trailers => _trailers;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!_ended)
        {
            if (!_insideChunk)
                await BeginChunkAsync(cancellationToken).ConfigureAwait(false);
            if (_leftInChunk > 0)
            {
                int wanted = (int)Math.Min(buffer.Length, _leftInChunk);
                int read = await ReadDataAsync(buffer[..wanted], cancellationToken).ConfigureAwait(false);
                _chunkHash?.AppendData(buffer.Span[..read]);
                _leftInChunk -= read;
                if (_leftInChunk == 0)
                    await EndChunkAsync(cancellationToken).ConfigureAwait(false);
                return read;
            }
            VerifyChunk();
            await ReadTrailersAsync(cancellationToken).ConfigureAwait(false);
            _ended = true;
        }
        return 0;
    }

    public void Dispose() => _chunkHash?.Dispose();

    async ValueTask BeginChunkAsync(CancellationToken cancellationToken)
    {
        string line = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
        int semicolon = line.IndexOf(';', StringComparison.Ordinal);
        if (!long.TryParse(semicolon < 0 ? line : line.AsSpan(0, semicolon), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _leftInChunk) || _leftInChunk < 0)
            throw new RefusalException(Refusal.InvalidRequest("The aws-chunked body has a chunk without a valid length."));
        const string extension = ";chunk-signature=";
        _chunkSignature = semicolon >= 0 && line.AsSpan(semicolon).StartsWith(extension) ? line[(semicolon + extension.Length)..] : "";
        _insideChunk = true;
    }

    async ValueTask EndChunkAsync(CancellationToken cancellationToken)
    {
        VerifyChunk();
        if (await ReadLineAsync(cancellationToken).ConfigureAwait(false) != "")
            throw new RefusalException(Refusal.InvalidRequest("A chunk of the aws-chunked body is longer than it says."));
        _insideChunk = false;
    }

    void VerifyChunk()
    {
        if (_chunkHash is null)
            return;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _chunkHash.GetHashAndReset(hash);
        if (!signature.Chain!.VerifyChunk(_chunkSignature, hash))
            throw new RefusalException(new Refusal("SignatureDoesNotMatch", 403, "The signature of a chunk does not match the one we calculated."));
    }

    async ValueTask ReadTrailersAsync(CancellationToken cancellationToken)
    {
        StringBuilder signed = new();
        string? given = null;
        for (int count = 0; ; count++)
        {
            // Some clients leave out the empty line behind the last chunk.
            string? line = await TryReadLineAsync(cancellationToken).ConfigureAwait(false);
            if (string.IsNullOrEmpty(line))
                break;
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || count == MostTrailers)
                throw new RefusalException(new Refusal("MalformedTrailerError", 400, "The request contained trailing data that was not well-formed or did not conform to our published schema."));
            string name = line[..colon].Trim().ToLowerInvariant();
            string value = line[(colon + 1)..].Trim();
            if (name == "x-amz-trailer-signature")
            {
                given = value;
                continue;
            }
            _trailers[name] = value;
            signed.Append(name).Append(':').Append(value).Append('\n');
        }
        if (signature.Framing == PayloadFraming.SignedChunksWithTrailer && !signature.Chain!.VerifyTrailer(given ?? "", signed.ToString()))
            throw new RefusalException(new Refusal("SignatureDoesNotMatch", 403, "The signature of the trailer does not match the one we calculated."));
        if (_at < _filled || await FillAsync(cancellationToken).ConfigureAwait(false))
            throw new RefusalException(Refusal.InvalidRequest("The aws-chunked body goes on behind its end."));
    }

    async ValueTask<int> ReadDataAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_at < _filled)
        {
            int buffered = Math.Min(buffer.Length, _filled - _at);
            _buffer.AsSpan(_at, buffered).CopyTo(buffer.Span);
            _at += buffered;
            return buffered;
        }
        int read = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return read > 0 ? read : throw new RefusalException(Refusal.IncompleteBody);
    }

    async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken) =>
        await TryReadLineAsync(cancellationToken).ConfigureAwait(false) ?? throw new RefusalException(Refusal.IncompleteBody);

    async ValueTask<string?> TryReadLineAsync(CancellationToken cancellationToken)
    {
        StringBuilder line = new();
        while (true)
        {
            if (_at == _filled && !await FillAsync(cancellationToken).ConfigureAwait(false))
                return line.Length == 0 ? null : throw new RefusalException(Refusal.IncompleteBody);
            int end = _buffer.AsSpan(_at, _filled - _at).IndexOf((byte)'\n');
            int count = end < 0 ? _filled - _at : end;
            line.Append(Encoding.Latin1.GetString(_buffer, _at, count));
            _at += count;
            if (line.Length > MostLine)
                throw new RefusalException(Refusal.InvalidRequest("A line of the aws-chunked body is too long."));
            if (end < 0)
                continue;
            _at++;
            if (line.Length > 0 && line[^1] == '\r')
                line.Length--;
            return line.ToString();
        }
    }

    async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _at = 0;
        _filled = await body.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
        return _filled > 0;
    }
}
