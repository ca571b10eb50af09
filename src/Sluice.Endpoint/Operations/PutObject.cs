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
        if (request.Query.Has("partNumber"))
            throw new RefusalException(Refusal.InvalidArgument("This operation does not accept a part number without an upload id.") with { Details = [new("ArgumentName", "partNumber")] });
        request.RequireNoVersion();
        Bucket bucket = request.RequireBucket(Permission.Write, "s3:PutObject");
        WritePrecondition condition = WriteConditions.Read(request);
        ObjectDescription description = DescriptionHeaders.Read(request, bucket);
        request.RequireTagging(bucket, description.Tags);
        AccessList access = AccessHeaders.ReadOfObject(request, bucket);
        (ObjectRetention? retention, bool? hold) = ObjectLocks.Read(request, bucket);
        ChecksumClaim claim = ChecksumClaim.Read(request);
        // What cannot be removed for years must be what was meant (S3 API Reference, PutObject, "Content-MD5").
        if ((retention is not null || hold is not null) && !claim.IsSent && request.Header("content-md5") is null)
            throw new RefusalException(Refusal.InvalidRequest("Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters"));
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
            Retention = retention,
            LegalHold = hold,
            BlobIds = [body.Blob.Id],
            Content = new Content([body.Blob]),
        };
        stored = await bucket.PutAsync(stored, condition, request.Aborted).ConfigureAwait(false);
        request.Http.Response.Headers.ETag = $"\"{stored.ETag}\"";
        VersionHeaders.Write(request, bucket, stored);
        ChecksumReply.WriteHeaders(request, stored.Checksum);
        DescriptionHeaders.WriteEncryption(request, description);
        await Reply.EmptyAsync(request, 200).ConfigureAwait(false);
    }
}
