using System.Security.Cryptography;
using System.Text;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.S3.Signing;
using Sluice.S3.Wire;

namespace Sluice.Probing;

/// <summary>A body of one signed chunk and the empty one behind it, which is made once the request around it is signed: its signatures begin with that.</summary>
/// <param name="credentials">Who signs.</param>
/// <param name="sent">Bytes of the chunk.</param>
/// <param name="signed">Bytes that its signature is made for.</param>
internal sealed class ChunkedProbeBody(S3Credentials credentials, byte[] sent, byte[] signed) : RequestBody
{
    WireRequest? _request;

    /// <inheritdoc/>
    public override long Length => Framed(new string('0', SigningKey.SignatureLength), new string('0', SigningKey.SignatureLength)).Length;

    /// <summary>A PUT of it.</summary>
    public WireRequest Compose(string bucket, ObjectKey key)
    {
        WireRequest request = ProbedStore.Compose("PUT", bucket, key, null, [("content-encoding", "aws-chunked"), ("x-amz-decoded-content-length", $"{sent.Length}")], SigV4Chunks.SignedPayload);
        request.Body = this;
        return _request = request;
    }

    /// <inheritdoc/>
    public override int Read(long offset, Span<byte> buffer)
    {
        string date = Header("x-amz-date"), authorization = Header("authorization");
        string credential = Between(authorization, "Credential=", ","), seed = Between(authorization + ",", "Signature=", ",");
        if (!SigningScope.TryParseCredential(credential, out _, out SigningScope? scope))
            throw new IOException("the request is not signed");
        SigningKey key = new(credentials.SecretKey, scope);
        string first = SigV4Chunks.SignChunk(key, date, seed, SHA256.HashData(signed));
        byte[] all = Framed(first, SigV4Chunks.SignChunk(key, date, first, SHA256.HashData([])));
        int count = Math.Min(buffer.Length, all.Length - (int)offset);
        all.AsSpan((int)offset, count).CopyTo(buffer);
        return count;
    }

    byte[] Framed(string first, string last) =>
        [.. Encoding.ASCII.GetBytes($"{sent.Length:x};chunk-signature={first}\r\n"), .. sent, .. Encoding.ASCII.GetBytes($"\r\n0;chunk-signature={last}\r\n\r\n")];

    string Header(string name) => _request!.Headers.Last(header => header.Key == name).Value;

    static string Between(string text, string before, string after)
    {
        int start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }
}
