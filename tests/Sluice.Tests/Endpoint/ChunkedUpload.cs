using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sluice.S3.Checksums;
using Sluice.S3.Signing;

namespace Sluice.Tests.Endpoint;

/// <summary>Frames a body as aws-chunked, right or with one wrong bit in what protects it.</summary>
static class ChunkedUpload
{
    const int ChunkSize = 8 << 10;

    public static byte[] Frame(string payload, byte[] body, SigningKey key, string date, string seed, bool tampered)
    {
        bool signed = payload != SigV4Chunks.UnsignedPayloadWithTrailer, trailer = payload != SigV4Chunks.SignedPayload;
        MemoryStream framed = new();
        string previous = seed;
        for (int at = 0; ; at += ChunkSize)
        {
            byte[] chunk = at >= body.Length ? [] : body[at..Math.Min(body.Length, at + ChunkSize)];
            Write(framed, chunk.Length.ToString("x", CultureInfo.InvariantCulture));
            if (signed)
            {
                previous = SigV4Chunks.SignChunk(key, date, previous, SHA256.HashData(chunk));
                Write(framed, ";chunk-signature=" + previous);
            }
            Write(framed, "\r\n");
            // Signed chunks are spoiled in the second chunk's data, a trailer in its value.
            if (tampered && !trailer && at == ChunkSize)
                chunk = [(byte)(chunk[0] ^ 1), .. chunk[1..]];
            framed.Write(chunk);
            if (chunk.Length == 0)
                break;
            Write(framed, "\r\n");
        }
        if (trailer)
        {
            string line = "x-amz-checksum-crc32c:" + ChecksumHasher.Compute(ChecksumAlgorithm.Crc32C, tampered && !signed ? body.AsSpan(1) : body).Base64;
            Write(framed, line + "\r\n");
            if (signed)
                Write(framed, "x-amz-trailer-signature:" + SigV4Chunks.SignTrailers(key, date, previous, SHA256.HashData(Encoding.ASCII.GetBytes((tampered ? "spoiled" : line) + "\n"))) + "\r\n");
        }
        Write(framed, "\r\n");
        return framed.ToArray();
    }

    static void Write(MemoryStream to, string text) => to.Write(Encoding.ASCII.GetBytes(text));
}
