using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;
using Sluice.S3.Checksums;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>UploadPartCopy: a range of an object becomes a part.</summary>
static class UploadPartCopy
{
    public static async Task HandleAsync(S3Request request)
    {
        Bucket bucket = request.RequireBucket(Permission.Write, "s3:PutObject");
        int number = UploadPart.ReadNumber(request);
        Upload upload = bucket.GetUpload(request.Query.Text("uploadId")!, request.Key);
        UploadPart.RequireCustomerKey(request, upload);
        if (request.Faults.ErrorAfterOk is { } code)
        {
            await Reply.ErrorAfterOkAsync(request, code).ConfigureAwait(false);
            return;
        }
        using CopySource source = CopySource.Open(request);
        (long offset, long length) = source.Range(request);
        CopySource.RequireSize(length);

        await using BlobWriter writer = request.Endpoint.Catalog.Store.CreateBlob();
        using ChecksumHasher md5 = new(ChecksumAlgorithm.Md5);
        using ChecksumHasher checksum = new(upload.Record.Checksum?.Algorithm ?? ChecksumAlgorithm.Crc64Nvme);
        byte[] scratch = new byte[64 << 10];
        await source.Object.Content.ReadAsync(offset, length, scratch, piece => AppendAsync(writer, md5, checksum, piece, request.Aborted), request.Aborted).ConfigureAwait(false);
        Blob blob = await writer.FinishAsync(request.Aborted).ConfigureAwait(false);

        ObjectChecksum computed = checksum.Finish();
        string etag = Convert.ToHexStringLower(Convert.FromBase64String(md5.Finish().Base64));
        PartRecord part = new(number, blob.Length, etag, request.Endpoint.Now, computed)
        {
            Crc64Nvme = computed.Algorithm == ChecksumAlgorithm.Crc64Nvme ? computed.Base64 : null,
            BlobId = blob.Id,
            Blob = blob,
        };
        bucket.PutPart(upload, part);
        source.WriteVersion(request);
        DescriptionHeaders.WriteEncryption(request, upload.Record.Description);
        XmlBuilder xml = new XmlBuilder().Open("CopyPartResult", withNamespace: true).Text("LastModified", Reply.XmlDate(part.LastModified)).ETag(etag);
        // S3 names the part's checksum only when the upload asked for one.
        if (upload.Record.Checksum is not null)
            ChecksumReply.WriteElement(xml, computed);
        await Reply.XmlAsync(request, xml.Close("CopyPartResult")).ConfigureAwait(false);
    }

    static async ValueTask AppendAsync(BlobWriter writer, ChecksumHasher md5, ChecksumHasher checksum, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        md5.Append(piece.Span);
        checksum.Append(piece.Span);
        while (!piece.IsEmpty)
        {
            Memory<byte> to = writer.GetMemory();
            int count = Math.Min(to.Length, piece.Length);
            piece[..count].CopyTo(to);
            await writer.AdvanceAsync(count, cancellationToken).ConfigureAwait(false);
            piece = piece[count..];
        }
    }
}
