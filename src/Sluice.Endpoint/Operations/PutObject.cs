using Sluice.Endpoint.Access;
using Sluice.Endpoint.Bodies;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;

namespace Sluice.Endpoint.Operations;

/// <summary>PutObject: one object in one request.</summary>
static class PutObject
{
    public static async Task HandleAsync(S3Request request)
    {
        // 1 Everything that can refuse the write without its body.
        Bucket bucket = request.RequireBucket(Permission.Write);
        WritePrecondition condition = WriteConditions.Read(request);
        ObjectDescription description = DescriptionHeaders.Read(request);
        AccessList access = AccessHeaders.Read(request, request.Caller.Id, bucket.Access.OwnerId);
        ChecksumClaim claim = ChecksumClaim.Read(request);
        condition.Check(bucket.Find(request.Key), Refusal.NoSuchKey);

        // 2 The body, verified while it arrives.
        await using BlobWriter writer = request.Endpoint.Catalog.Store.CreateBlob();
        ReceivedBody body = await BodyReceiver.ReceiveAsync(request, writer, BodyReceiver.MostBytes, claim).ConfigureAwait(false);

        // 3 Bytes and description become visible together; the condition is decided again under the key's lock.
        KeptObject stored = new()
        {
            KeyBytes = request.Key.Bytes.ToArray(),
            Size = body.Blob.Length,
            LastModified = request.Endpoint.Now,
            ETag = body.ETag,
            Description = description,
            Access = access,
            Checksum = body.Checksum,
            BlobIds = [body.Blob.Id],
            Content = new Content([body.Blob]),
        };
        await bucket.PutAsync(stored, condition, request.Aborted).ConfigureAwait(false);
        request.Http.Response.Headers.ETag = $"\"{stored.ETag}\"";
        ChecksumReply.WriteHeaders(request, stored.Checksum);
        DescriptionHeaders.WriteEncryption(request, description);
        await Reply.EmptyAsync(request, 200).ConfigureAwait(false);
    }
}
