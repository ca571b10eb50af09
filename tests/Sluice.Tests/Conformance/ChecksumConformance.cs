using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.S3.Signing;

namespace Sluice.Tests.Conformance;

/// <summary>Checksums that a client sends, a store compares, keeps and returns; and stores that do none of it and still work.</summary>
public abstract class ChecksumConformance(Store store) : StoreConformance(store)
{
    const int SmallestPart = 5 << 20;

    [Theory]
    [InlineData(ChecksumAlgorithm.Crc64Nvme, Capability.KeepsCrc64Nvme)]
    [InlineData(ChecksumAlgorithm.Crc32C, Capability.KeepsCrc32C)]
    [InlineData(ChecksumAlgorithm.Crc32, Capability.KeepsCrc32)]
    [InlineData(ChecksumAlgorithm.Sha1, Capability.KeepsSha1)]
    [InlineData(ChecksumAlgorithm.Sha256, Capability.KeepsSha256)]
    public void A_checksum_is_sent_kept_and_returned(ChecksumAlgorithm algorithm, Capability kept)
    {
        byte[] body = Bytes(100_000);
        PutResult put = Ok(Client.PutObject(new PutObjectRequest(Bucket, Key("object"), new MemoryBody(body)) { Checksum = algorithm }, default));
        Assert.Equal(algorithm, put.Sent?.Algorithm);
        ObjectChecksum? expected = Store.Can(kept) ? put.Sent : null;
        Assert.Equal(expected, put.Stored);
        Assert.Equal(expected, Head("object").Checksum);
        Assert.Equal(expected, Get(new GetObjectRequest(Bucket, Key("object"))).Info.Checksum);
        Assert.Null(Get(new GetObjectRequest(Bucket, Key("object")) { ChecksumMode = false }).Info.Checksum);
        Assert.Equal(body, Get("object"));
    }

    [Theory]
    [InlineData(ChecksumAlgorithm.None)]
    [InlineData(ChecksumAlgorithm.Md5)]
    public void An_upload_may_go_without_a_stored_checksum(ChecksumAlgorithm algorithm)
    {
        Ok(Client.PutObject(new PutObjectRequest(Bucket, Key("object"), new MemoryBody(Bytes(100_000))) { Checksum = algorithm }, default));
        Assert.Equal(Bytes(100_000), Get("object"));
    }

    [Theory]
    [InlineData(ChecksumAlgorithm.Crc64Nvme, Capability.CombinesCrc64Nvme)]
    [InlineData(ChecksumAlgorithm.Crc32C, Capability.CombinesCrc32C)]
    [InlineData(ChecksumAlgorithm.Crc32, Capability.CombinesCrc32)]
    public void Checksums_of_parts_combine_to_that_of_the_object(ChecksumAlgorithm algorithm, Capability combined)
    {
        byte[] first = Bytes(SmallestPart, seed: 1), second = Bytes(1000, seed: 2);
        PutResult whole = Ok(Client.PutObject(new PutObjectRequest(Bucket, Key("whole"), new MemoryBody((byte[])[.. first, .. second])) { Checksum = algorithm }, default));

        ObjectKey key = Key("parts");
        string upload = Ok(Client.CreateMultipartUpload(new CreateMultipartUploadRequest(Bucket, key) { Checksum = algorithm }, default));
        UploadedPart one = Ok(Client.UploadPart(new UploadPartRequest(Bucket, key, upload, 1, new MemoryBody(first)) { Checksum = algorithm }, default));
        UploadedPart two = Ok(Client.UploadPart(new UploadPartRequest(Bucket, key, upload, 2, new MemoryBody(second)) { Checksum = algorithm }, default));
        CompleteMultipartUploadRequest request = new(Bucket, key, upload, [one, two]) { Checksum = whole.Sent, ObjectSize = first.Length + second.Length };
        Ok(Client.CompleteMultipartUpload(request, default));

        Assert.Equal([.. first, .. second], Get("parts"));
        if (Store.Can(combined))
            Assert.Equal(whole.Sent, Head("parts").Checksum);
        else
            Assert.NotEqual(whole.Sent, Head("parts").Checksum);
    }

    [Fact]
    public void A_wrong_checksum_of_the_whole_is_refused()
    {
        ObjectKey key = Key("parts");
        string upload = Ok(Client.CreateMultipartUpload(new CreateMultipartUploadRequest(Bucket, key), default));
        UploadedPart part = Ok(Client.UploadPart(new UploadPartRequest(Bucket, key, upload, 1, new MemoryBody(Bytes(1000))), default));
        ObjectChecksum wrong = new(ChecksumAlgorithm.Crc64Nvme, "AAAAAAAAAAA=");
        S3Result<PutResult> result = Client.CompleteMultipartUpload(new CompleteMultipartUploadRequest(Bucket, key, upload, [part]) { Checksum = wrong }, default);
        if (Store.Can(Capability.ComparesWholeChecksums))
            Assert.NotNull(result.Error);
        else
            Ok(result);
    }

    [Theory]
    [InlineData(ChecksumAlgorithm.Crc64Nvme)]
    [InlineData(ChecksumAlgorithm.None)] // over plain HTTP the signature covers the body
    public void A_body_that_changes_after_it_was_digested_is_refused(ChecksumAlgorithm algorithm)
    {
        using S3Client once = new(Store.Options with { MaxAttempts = 1, PayloadSigning = PayloadSigning.Always });
        S3Result<PutResult> result = once.PutObject(new PutObjectRequest(Bucket, Key("object"), new TwoFacedBody(Bytes(300_000, seed: 1), Bytes(300_000, seed: 2))) { Checksum = algorithm }, default);
        if (Store.Can(Capability.VerifiesBodies))
        {
            Assert.NotNull(result.Error);
            Assert.Equal(400, result.Error.Status);
            GetFails(FailureKind.NotFound, new GetObjectRequest(Bucket, Key("object")));
        }
        else
        {
            Ok(result);
        }
    }

    /// <summary>A file that somebody writes to while it is sent: it reads one way when it is digested, another way when it goes out.</summary>
    sealed class TwoFacedBody(byte[] first, byte[] later) : RequestBody
    {
        int _passes;

        public override long Length => first.Length;

        public override int Read(long offset, Span<byte> buffer)
        {
            if (offset == 0)
                _passes++;
            ReadOnlySpan<byte> rest = (_passes > 1 ? later : first).AsSpan((int)offset);
            int count = Math.Min(rest.Length, buffer.Length);
            rest[..count].CopyTo(buffer);
            return count;
        }
    }
}
