using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Tests.Support;

namespace Sluice.Tests.Conformance;

/// <summary>Uploads in parts, from the first request to the object or to nothing.</summary>
public abstract class MultipartConformance(Store store) : StoreConformance(store)
{
    const int SmallestPart = 5 << 20;

    static readonly ObjectKey Target = new("target");

    [Fact]
    public void Parts_become_one_object_with_its_attributes()
    {
        byte[] first = Bytes(SmallestPart, seed: 1), second = Bytes(SmallestPart + 17, seed: 2), last = Bytes(3, seed: 3);
        string upload = Begin(new ObjectAttributes { ContentType = "text/x-parts", Metadata = [new("made", "in parts")], Tags = [new("t", "1")] });
        // In any order, and a part sent again replaces the one before.
        UploadedPart third = Part(upload, 3, last);
        Part(upload, 1, Bytes(SmallestPart, seed: 9));
        UploadedPart one = Part(upload, 1, first), two = Part(upload, 2, second);
        PutResult result = Ok(Complete(upload, one, two, third));

        Assert.EndsWith("-3\"", result.ETag, StringComparison.Ordinal);
        (ObjectInfo info, byte[] body) = Get(new GetObjectRequest(Bucket, Target));
        Assert.Equal([.. first, .. second, .. last], body);
        Assert.Equal(result.ETag, info.ETag);
        Assert.Equal("text/x-parts", info.Attributes.ContentType);
        Assert.Equal([new("made", "in parts")], info.Attributes.Metadata);
        if (Store.Can(Capability.KeepsTagsOfUploads))
            Assert.Equal([new("t", "1")], Ok(Client.GetObjectTagging(Bucket, Target, default)));
        else
            Fails(FailureKind.Protocol, Client.GetObjectTagging(Bucket, Target, default));
        Assert.Empty(Ok(Client.ListMultipartUploads(new ListMultipartUploadsRequest(Bucket), default)).Uploads);
    }

    [Fact]
    public void A_part_that_is_sent_while_it_comes_is_kept_with_its_checksum_or_not_counted()
    {
        byte[] bytes = Bytes(SmallestPart + 17);
        string upload = Begin();
        using ChecksumHasher hasher = new(ChecksumAlgorithm.Crc64Nvme);
        StreamOfBytes body = new(bytes, hasher, new byte[100_000]);
        S3Result<UploadedPart> sent = Client.UploadPart(new UploadPartRequest(Bucket, Target, upload, 1, body), default);
        bool isKept = sent is { Error: null, Value.IsChecksumKept: true };
        Assert.True(Store.Can(Capability.TakesStreamedParts) == isKept, $"{sent.Error}");
        UploadedPart part = isKept ? sent.Value : Part(upload, 1, bytes);
        Assert.Equal((bytes.Length, ChecksumHasher.Compute(ChecksumAlgorithm.Crc64Nvme, bytes)), (part.Length, part.Checksum!.Value));
        Ok(Complete(upload, part));
        Assert.Equal(bytes, Get("target"));
    }

    [Fact]
    public void Part_numbers_may_have_gaps()
    {
        string upload = Begin();
        UploadedPart first = Part(upload, 2, Bytes(SmallestPart)), last = Part(upload, 10_000, Bytes(5));
        Ok(Complete(upload, first, last));
        Assert.Equal(SmallestPart + 5, Head("target").ContentLength);
    }

    [Fact]
    public void Parts_sent_so_far_are_listed()
    {
        string upload = Begin();
        UploadedPart five = Part(upload, 5, Bytes(50)), two = Part(upload, 2, Bytes(20));
        ListPartsPage page = Ok(Client.ListParts(new ListPartsRequest(Bucket, Target, upload), default));
        Assert.False(page.IsTruncated);
        Assert.Equal([(2, two.ETag, 20), (5, five.ETag, 50)], page.Parts.Select(static part => (part.PartNumber, part.ETag, part.Length)));
        page = Ok(Client.ListParts(new ListPartsRequest(Bucket, Target, upload) { PartNumberMarker = 2 }, default));
        if (Store.Can(Capability.PagesParts))
            Assert.Equal(5, Assert.Single(page.Parts).PartNumber);
        else
            Assert.Empty(page.Parts);
    }

    [Fact]
    public void Uploads_under_way_are_listed_by_prefix()
    {
        string a = Ok(Client.CreateMultipartUpload(new CreateMultipartUploadRequest(Bucket, Key("a/1")), default));
        string b = Ok(Client.CreateMultipartUpload(new CreateMultipartUploadRequest(Bucket, Key("b/1")), default));
        string again = Ok(Client.CreateMultipartUpload(new CreateMultipartUploadRequest(Bucket, Key("b/1")), default));
        Assert.NotEqual(b, again);
        Assert.Equal([a], Ok(Client.ListMultipartUploads(new ListMultipartUploadsRequest(Bucket) { Prefix = Key("a/") }, default)).Uploads.Select(static entry => entry.UploadId));
        IReadOnlyList<MultipartUploadEntry> all = Ok(Client.ListMultipartUploads(new ListMultipartUploadsRequest(Bucket), default)).Uploads;
        Assert.Equal(new[] { a, b, again }.Order(StringComparer.Ordinal), all.Select(static entry => entry.UploadId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_aborted_upload_is_gone()
    {
        Put("target", Bytes(7));
        string upload = Begin();
        UploadedPart part = Part(upload, 1, Bytes(10));
        Ok(Client.AbortMultipartUpload(new AbortMultipartUploadRequest(Bucket, Target, upload), default));
        Assert.Empty(Ok(Client.ListMultipartUploads(new ListMultipartUploadsRequest(Bucket), default)).Uploads);
        Fails(FailureKind.NotFound, Client.ListParts(new ListPartsRequest(Bucket, Target, upload), default));
        Fails(Store.Can(Capability.KnowsMissingUploads) ? FailureKind.NotFound : FailureKind.Server, Client.UploadPart(new UploadPartRequest(Bucket, Target, upload, 1, new MemoryBody(Bytes(10))), default));
        Fails(Store.Can(Capability.CompletesOnlyKnownUploads) ? FailureKind.NotFound : FailureKind.Server, Complete(upload, part));
        Assert.Equal(Bytes(7), Get("target"));
    }

    [Fact]
    public void Nothing_is_visible_before_the_upload_is_complete()
    {
        Part(Begin(), 1, Bytes(10));
        GetFails(FailureKind.NotFound, new GetObjectRequest(Bucket, Target));
        Assert.Empty(ListAll(new ListObjectsRequest(Bucket)).Objects);
    }

    [Fact]
    public void A_small_part_that_is_not_the_last_is_refused()
    {
        string upload = Begin();
        UploadedPart one = Part(upload, 1, Bytes(100)), two = Part(upload, 2, Bytes(100));
        Assert.Equal("EntityTooSmall", Fails(FailureKind.BadRequest, Complete(upload, one, two)).Code);
    }

    [Fact]
    public void A_part_that_was_never_sent_is_refused()
    {
        string upload = Begin();
        UploadedPart one = Part(upload, 1, Bytes(100));
        Assert.Equal("InvalidPart", Fails(FailureKind.BadRequest, Complete(upload, one with { PartNumber = 2 })).Code);
    }

    [Fact]
    public void A_part_with_another_etag_is_refused()
    {
        string upload = Begin();
        UploadedPart one = Part(upload, 1, Bytes(100)) with { ETag = "\"00000000000000000000000000000000\"" };
        Assert.Equal("InvalidPart", Fails(FailureKind.BadRequest, Complete(upload, one)).Code);
        GetFails(FailureKind.NotFound, new GetObjectRequest(Bucket, Target));
    }

    [Fact]
    public void Parts_out_of_order_are_refused()
    {
        string upload = Begin();
        UploadedPart one = Part(upload, 1, Bytes(SmallestPart)), two = Part(upload, 2, Bytes(SmallestPart));
        if (!Store.Can(Capability.ChecksPartOrder))
        {
            Ok(Complete(upload, two, one));
            return;
        }
        Assert.Equal("InvalidPartOrder", Fails(FailureKind.BadRequest, Complete(upload, two, one)).Code);
    }

    [Fact]
    public void Completion_can_be_bound_to_absence()
    {
        Put("target", Bytes(7));
        string upload = Begin();
        UploadedPart part = Part(upload, 1, Bytes(10));
        S3Result<PutResult> result = Client.CompleteMultipartUpload(new CompleteMultipartUploadRequest(Bucket, Target, upload, [part]) { IfAbsent = true }, default);
        if (Store.Can(Capability.CompletesIfAbsent))
            Fails(FailureKind.Changed, result);
        else
            Ok(result);
        Assert.Equal(Bytes(Store.Can(Capability.CompletesIfAbsent) ? 7 : 10), Get("target"));
    }

    [Fact]
    public void Parts_are_copied_from_ranges_of_objects()
    {
        byte[] source = Bytes(SmallestPart + 1000);
        Put("the source+", source);
        Put("percent%", source);
        string upload = Begin();
        UploadedPart one = Copied(upload, 1, new ByteRange(500, SmallestPart)), two = Copied(upload, 2, new ByteRange(0, 10));
        S3Result<UploadedPart> percent = Copy("percent%", upload, 2, new ByteRange(0, 10));
        if (Store.Can(Capability.CopiesPartsOfPercentKeys))
            Ok(percent);
        else
            Fails(FailureKind.NotFound, percent);
        Ok(Complete(upload, one, two));
        Assert.Equal([.. source.AsSpan(500, SmallestPart), .. source.AsSpan(0, 10)], Get("target"));
    }

    [Fact]
    public void A_stored_part_can_be_read_by_its_number()
    {
        byte[] first = Bytes(SmallestPart, seed: 1), second = Bytes(100, seed: 2);
        string upload = Begin();
        UploadedPart one = Part(upload, 1, first), two = Part(upload, 2, second);
        Ok(Complete(upload, one, two));
        (ObjectInfo info, byte[] body) = Get(new GetObjectRequest(Bucket, Target) { PartNumber = 2 });
        ObjectInfo head = Ok(Client.HeadObject(new HeadObjectRequest(Bucket, Target) { PartNumber = 1 }, default));
        Assert.Equal(Store.Can(Capability.HeadsParts) ? SmallestPart : SmallestPart + 100, head.ContentLength);
        if (Store.Can(Capability.ReadsParts))
        {
            Assert.Equal(second, body);
            Assert.Equal(new ByteRange(SmallestPart, 100), info.Range);
            Assert.Equal((2, 2), (info.PartsCount, head.PartsCount));
        }
        else
        {
            Assert.Equal([.. first, .. second], body);
        }
    }

    string Begin(ObjectAttributes? attributes = null) =>
        Ok(Client.CreateMultipartUpload(new CreateMultipartUploadRequest(Bucket, Target) { Attributes = attributes ?? ObjectAttributes.None }, default));

    UploadedPart Part(string upload, int number, byte[] body) =>
        Ok(Client.UploadPart(new UploadPartRequest(Bucket, Target, upload, number, new MemoryBody(body)), default));

    UploadedPart Copied(string upload, int number, ByteRange range) =>
        Ok(Copy("the source+", upload, number, range));

    S3Result<UploadedPart> Copy(string source, string upload, int number, ByteRange range) =>
        Client.UploadPartCopy(new UploadPartCopyRequest(Bucket, Key(source), Bucket, Target, upload, number, range), default);

    S3Result<PutResult> Complete(string upload, params UploadedPart[] parts) =>
        Client.CompleteMultipartUpload(new CompleteMultipartUploadRequest(Bucket, Target, upload, parts), default);
}
