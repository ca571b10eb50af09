using System.Buffers;
using System.Security.Cryptography;
using Sluice.Failures;
using Sluice.S3.Checksums;
using Sluice.S3.Requests;

namespace Sluice.S3.Wire;

/// <summary>
/// What a request says of its body's bytes: the checksum asked for, the SHA-256 of a signed payload, and the MD5 that
/// stands in for a checksum the store refuses. All from one pass, before the request is signed: signatures and checksums
/// are headers here and not trailers, because some stores answer aws-chunked bodies with 411; a body that is sent while it comes (<see cref="StreamedBody"/>) has no other place for them.
/// </summary>
/// <param name="Checksum">The checksum; null for none.</param>
/// <param name="Sha256">Lower-case hex SHA-256; null when the payload is not signed.</param>
/// <param name="Md5">MD5 in base64, for Content-MD5; null when not wanted.</param>
internal sealed record BodyDigest(ObjectChecksum? Checksum, string? Sha256, string? Md5)
{
    /// <summary>Bytes taken at a time: all digests of a piece are computed while the cache still holds it.</summary>
    const int Piece = 64 << 10;

    /// <summary>Reads a body once and digests it.</summary>
    public static BodyDigest? Create(RequestBody body, ChecksumAlgorithm algorithm, bool signed, bool wantsMd5, out S3Error? error)
    {
        error = null;
        bool isSha256 = algorithm == ChecksumAlgorithm.Sha256;
        using ChecksumHasher? checksum = algorithm == ChecksumAlgorithm.None ? null : new ChecksumHasher(algorithm);
        // A hash state of OpenSSL, made and freed, costs a small body as much as its hash.
        bool isShort = body.TryGetMemory(out ReadOnlyMemory<byte> whole) && whole.Length <= Piece && signed && !isSha256;
        using IncrementalHash? sha256 = signed && !isSha256 && !isShort ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        using IncrementalHash? md5 = wantsMd5 && algorithm != ChecksumAlgorithm.Md5 ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;
        if (checksum is not null || sha256 is not null || md5 is not null)
        {
            error = Pass(body, checksum, sha256, md5);
            if (error is not null)
                return null;
        }
        ObjectChecksum? value = checksum?.Finish();
        return new BodyDigest(
            value,
            isShort ? Sha256Of(whole.Span) : sha256 is not null ? Convert.ToHexStringLower(sha256.GetHashAndReset()) : signed && isSha256 ? Convert.ToHexStringLower(Convert.FromBase64String(value!.Value.Base64)) : null,
            md5 is not null ? Convert.ToBase64String(md5.GetHashAndReset()) : wantsMd5 ? value!.Value.Base64 : null);
    }

    static string Sha256Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }

    static S3Error? Pass(RequestBody body, ChecksumHasher? checksum, IncrementalHash? sha256, IncrementalHash? md5)
    {
        bool inMemory = body.TryGetMemory(out ReadOnlyMemory<byte> memory);
        byte[]? rented = inMemory ? null : ArrayPool<byte>.Shared.Rent((int)Math.Min(Piece, body.Length));
        try
        {
            for (long offset = 0; offset < body.Length;)
            {
                ReadOnlySpan<byte> piece;
                if (inMemory)
                    piece = memory.Span.Slice((int)offset, (int)Math.Min(Piece, body.Length - offset));
                else
                {
                    S3Error? unread = RequestSender.Read(body, offset, rented.AsSpan(0, (int)Math.Min(Piece, body.Length - offset)), out int count);
                    if (unread is not null)
                        return unread;
                    piece = rented.AsSpan(0, count);
                }
                checksum?.Append(piece);
                sha256?.AppendData(piece);
                md5?.AppendData(piece);
                offset += piece.Length;
            }
            return null;
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
