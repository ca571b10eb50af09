using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Sluice.Endpoint.Auth;
using Sluice.Endpoint.Faults;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.S3.Checksums;

namespace Sluice.Endpoint.Bodies;

/// <summary>Receives a body into a blob and verifies it: length, Content-MD5, signed SHA-256, chunk signatures, checksum.</summary>
static class BodyReceiver
{
    /// <summary>The most one request may carry (S3 User Guide, "Amazon S3 multipart upload limits").</summary>
    public const long MostBytes = 5L << 30;

    // A sender that is as fast as the hashes never makes the reader wait: after so many bytes others have their turn. A small request passes four queues, in each of which
    // it waits for a turn of all bodies under way: with 1 MiB, 96 parts and two processors it took 4 s, and its head was not read for that long.
    const int Turn = 64 << 10;

    /// <summary>Throws <see cref="RefusalException"/> when the body is not what the request says.</summary>
    /// <param name="request">The request, authenticated.</param>
    /// <param name="writer">Receives the bytes; disposed by the caller.</param>
    /// <param name="mostBytes">Longer bodies are refused, before they are read where the length is known.</param>
    /// <param name="claim">The checksum the body must have, or the one to compute.</param>
    /// <param name="alsoCrc64">Compute CRC64NVME even when the client sent another checksum.</param>
    public static async Task<ReceivedBody> ReceiveAsync(S3Request request, BlobWriter writer, long mostBytes, ChecksumClaim claim, bool alsoCrc64 = false)
    {
        // 1 What the client says of the body, all of it checked before a byte is read.
        long length = LengthOf(request);
        if (length > mostBytes)
            throw new RefusalException(Refusal.EntityTooLarge);
        byte[]? expectedMd5 = ContentMd5Of(request);

        using AwsChunkedPayload? chunked = request.Payload.IsChunked ? new(request.Http.Request.Body, request.Payload) : null;
        PayloadReader reader = chunked is not null ? chunked : new PlainPayload(request.Http.Request.Body);
        return await ReceiveAsync(request, reader, writer, length, null, expectedMd5, claim, alsoCrc64).ConfigureAwait(false);
    }

    /// <summary>As <see cref="ReceiveAsync(S3Request, BlobWriter, long, ChecksumClaim, bool)"/>, for the file of a form, whose length shows at its end.</summary>
    public static Task<ReceivedBody> ReceiveFileAsync(S3Request request, PayloadReader file, BlobWriter writer, long mostBytes, long leastBytes, ChecksumClaim claim) =>
        ReceiveAsync(request, file, writer, mostBytes, leastBytes, ContentMd5Of(request), claim, alsoCrc64: false);

    static async Task<ReceivedBody> ReceiveAsync(S3Request request, PayloadReader reader, BlobWriter writer, long length, long? leastBytes, byte[]? expectedMd5, ChecksumClaim claim, bool alsoCrc64)
    {
        // 2 One pass: the store and all hashes see each piece while it is in the cache.
        CancellationToken aborted = request.Aborted;
        using IncrementalHash md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        using IncrementalHash? sha256 = request.Payload.Framing == PayloadFraming.Hashed ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        using ChecksumHasher checksum = new(claim.Algorithm);
        using ChecksumHasher? crc64 = alsoCrc64 && claim.Algorithm != ChecksumAlgorithm.Crc64Nvme ? new(ChecksumAlgorithm.Crc64Nvme) : null;
        UploadFaults faults = new(request);
        long received = 0;
        int turn = 0;
        while (true)
        {
            Memory<byte> buffer = faults.Limit(writer.GetMemory());
            buffer = buffer[..Math.Min(buffer.Length, Turn)];
            int read = await ReadAsync(reader, buffer, aborted).ConfigureAwait(false);
            if (read == 0)
                break;
            if ((received += read) > length)
                throw new RefusalException(leastBytes is not null ? Refusal.EntityTooLarge : Refusal.InvalidRequest("The body is longer than the length it was announced with."));
            md5.AppendData(buffer.Span[..read]);
            sha256?.AppendData(buffer.Span[..read]);
            checksum.Append(buffer.Span[..read]);
            crc64?.Append(buffer.Span[..read]);
            await faults.PassAsync(buffer[..read], received, length).ConfigureAwait(false);
            await writer.AdvanceAsync(read, aborted).ConfigureAwait(false);
            if ((turn += read) >= Turn)
            {
                turn = 0;
                await Task.Yield();
            }
        }

        // 3 Compare. The blob is finished only when all agree.
        if (received < leastBytes)
            throw new RefusalException(Refusal.EntityTooSmall);
        if (leastBytes is null && received != length)
            throw new RefusalException(Refusal.IncompleteBody);
        if (sha256 is not null && Convert.ToHexStringLower(sha256.GetHashAndReset()) != request.Payload.Sha256)
            throw new RefusalException(new Refusal("XAmzContentSHA256Mismatch", 400, "The provided 'x-amz-content-sha256' header does not match what was computed."));
        byte[] computedMd5 = md5.GetHashAndReset();
        if (expectedMd5 is not null && !expectedMd5.AsSpan().SequenceEqual(computedMd5))
            throw new RefusalException(Refusal.BadDigest("Content-MD5"));
        ObjectChecksum computed = checksum.Finish();
        ObjectChecksum? expected = claim.InTrailer ? TrailerValue(reader, claim.Algorithm) : claim.Value;
        if (expected is { } value && value != computed)
            throw new RefusalException(Refusal.BadDigest(ChecksumHeaders.Name(claim.Algorithm)));
        string? crc64Value = alsoCrc64 ? crc64?.Finish().Base64 ?? computed.Base64 : null;
        return new ReceivedBody(await writer.FinishAsync(aborted).ConfigureAwait(false), computedMd5, computed, crc64Value);
    }

    static async ValueTask<int> ReadAsync(PayloadReader reader, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            throw new RefusalException(e.StatusCode == StatusCodes.Status408RequestTimeout ? Refusal.RequestTimeout : Refusal.IncompleteBody);
        }
    }

    static long LengthOf(S3Request request)
    {
        if (!request.Payload.IsChunked)
            return request.Http.Request.ContentLength ?? throw new RefusalException(Refusal.MissingContentLength);
        return long.TryParse(request.Header("x-amz-decoded-content-length"), NumberStyles.None, CultureInfo.InvariantCulture, out long decoded)
            ? decoded
            : throw new RefusalException(Refusal.MissingContentLength);
    }

    static byte[]? ContentMd5Of(S3Request request)
    {
        // An empty one is no digest, and not none.
        if (!request.Http.Request.Headers.TryGetValue("content-md5", out Microsoft.Extensions.Primitives.StringValues sent))
            return null;
        string text = sent.ToString();
        byte[] md5 = new byte[MD5.HashSizeInBytes];
        return Convert.TryFromBase64String(text, md5, out int written) && written == md5.Length ? md5 : throw new RefusalException(Refusal.InvalidDigest);
    }

    static ObjectChecksum TrailerValue(PayloadReader reader, ChecksumAlgorithm algorithm) =>
        reader.Trailers.TryGetValue(ChecksumHeaders.HeaderName(algorithm), out string? text)
            ? ChecksumClaim.Parse(algorithm, text)
            : throw new RefusalException(new Refusal("MalformedTrailerError", 400, "The trailer announced by x-amz-trailer is missing."));
}
