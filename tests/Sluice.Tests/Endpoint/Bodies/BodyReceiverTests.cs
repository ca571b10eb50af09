using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Sluice.Endpoint;
using Sluice.Endpoint.Bodies;
using Sluice.Endpoint.Faults;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Storage.Memory;
using Sluice.S3.Checksums;
using Sluice.Tests.Transfer;

namespace Sluice.Tests.Endpoint.Bodies;

public sealed class BodyReceiverTests
{
    [Fact]
    public async Task A_body_that_never_makes_it_wait_lets_others_have_their_turn()
    {
        await using MemoryStore store = new(64 << 20);
        EndpointContext endpoint = new(new EndpointOptions(), new Catalog(store), [], new FaultControl(new FaultPlan(), 1, TimeProvider.System));
        byte[] sent = EngineBench.Bytes(1 << 20);
        using ReadAtOnce body = new(sent);
        DefaultHttpContext http = new() { Request = { Method = "PUT", Body = body, ContentLength = sent.Length } };
        await using BlobWriter writer = store.CreateBlob();
        Task<ReceivedBody> receiving = BodyReceiver.ReceiveAsync(new S3Request(http, endpoint, RequestTarget.Parse("/b/k", "localhost"), "1"), writer, 1 << 30, new ChecksumClaim(ChecksumAlgorithm.Crc64Nvme, null, false));
        Assert.InRange(body.ReadByCaller, 1, 256 << 10);
        ReceivedBody received = await receiving;
        Assert.Equal(MD5.HashData(sent), received.Md5);
        received.Blob.Release();
    }

    /// <summary>What has arrived while the piece before was hashed is there at once: each read goes on on the same thread.</summary>
    sealed class ReadAtOnce(byte[] bytes) : MemoryStream(bytes)
    {
        readonly int _caller = Environment.CurrentManagedThreadId;

        public int ReadByCaller { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = Read(buffer.Span);
            if (Environment.CurrentManagedThreadId == _caller)
                ReadByCaller += read;
            return ValueTask.FromResult(read);
        }
    }
}
