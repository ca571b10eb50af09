using Sluice.Endpoint.Access;
using Sluice.Endpoint.Bodies;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.S3.Checksums;

namespace Sluice.Endpoint.Operations;

/// <summary>UploadPart.</summary>
static class UploadPart
{
    public static async Task HandleAsync(S3Request request)
    {
        Bucket bucket = request.RequireBucket(Permission.Write, "s3:PutObject");
        int number = ReadNumber(request);
        Upload upload = bucket.GetUpload(request.Query.Text("uploadId")!, request.Key);
        RequireCustomerKey(request, upload);
        ChecksumClaim claim = ReadClaim(request, upload.Record);

        await using BlobWriter writer = request.Endpoint.Catalog.Store.CreateBlob();
        ReceivedBody body = await BodyReceiver.ReceiveAsync(request, writer, BodyReceiver.MostBytes, claim, alsoCrc64: upload.Record.Checksum is null).ConfigureAwait(false);

        bucket.PutPart(upload, new PartRecord(number, body.Blob.Length, body.ETag, request.Endpoint.Now, body.Checksum) { Crc64Nvme = body.Crc64Nvme, BlobId = body.Blob.Id, Blob = body.Blob });
        request.Http.Response.Headers.ETag = $"\"{body.ETag}\"";
        if (ChecksumHeaders.HeaderName(body.Checksum.Algorithm) is { } header)
            request.Http.Response.Headers[header] = body.Checksum.Base64;
        DescriptionHeaders.WriteEncryption(request, upload.Record.Description);
        await Reply.EmptyAsync(request, 200).ConfigureAwait(false);
    }

    public static int ReadNumber(S3Request request) => request.Query.Has("partNumber")
        ? request.Query.Number("partNumber", 0, 1, 10_000)
        : throw new RefusalException(Refusal.InvalidArgument("Part number must be an integer between 1 and 10000, inclusive"));

    public static void RequireCustomerKey(S3Request request, Upload upload)
    {
        if (CustomerKey.Read(request, "") != upload.Record.Description.CustomerKeyMd5)
            throw new RefusalException(Refusal.InvalidRequest("The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters."));
    }

    /// <summary>A part must have the upload's own checksum; where it is combined, S3 computes what the client left out.</summary>
    static ChecksumClaim ReadClaim(S3Request request, UploadRecord upload)
    {
        ChecksumClaim claim = ChecksumClaim.Read(request, upload.Checksum?.Algorithm ?? ChecksumAlgorithm.Crc64Nvme);
        if (upload.Checksum is { } wanted && (claim.Algorithm != wanted.Algorithm || wanted.Composite && !claim.IsSent))
        {
            string actual = claim.IsSent ? ChecksumHeaders.Name(claim.Algorithm).ToLowerInvariant() : "null";
            throw new RefusalException(Refusal.InvalidRequest($"Checksum Type mismatch occurred, expected checksum Type: {ChecksumHeaders.Name(wanted.Algorithm).ToLowerInvariant()}, actual checksum Type: {actual}"));
        }
        return claim;
    }
}
