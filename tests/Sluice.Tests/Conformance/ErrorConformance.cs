using System.Text;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Tests.Conformance;

/// <summary>A store's refusals become kinds that a caller can act on.</summary>
public abstract class ErrorConformance(Store store) : StoreConformance(store)
{
    [Fact]
    public void A_missing_key_is_named_by_code_and_request_id()
    {
        S3Error error = GetFails(FailureKind.NotFound, new GetObjectRequest(Bucket, Key("nothing")));
        Assert.Equal((404, "NoSuchKey", RetryClass.Never, 1), (error.Status, error.Code, error.Retry, error.Attempts));
        Assert.NotEmpty(error.RequestId ?? "");
        error = Fails(FailureKind.NotFound, Client.HeadObject(new HeadObjectRequest(Bucket, Key("nothing")), default));
        Assert.Equal(404, error.Status);
    }

    [Fact]
    public void An_upload_that_never_was_is_not_found()
    {
        ObjectKey key = Key("object");
        const string upload = "2~abcdefghijklmnopqrstuvwxyz01234";
        Assert.Equal(Store.Can(Capability.NamesMissingUploads) ? "NoSuchUpload" : "NoSuchKey", Fails(FailureKind.NotFound, Client.ListParts(new ListPartsRequest(Bucket, key, upload), default)).Code);
        Fails(Store.Can(Capability.KnowsMissingUploads) ? FailureKind.NotFound : FailureKind.Server, Client.UploadPart(new UploadPartRequest(Bucket, key, upload, 1, new MemoryBody(Bytes(10))), default));
        Fails(FailureKind.NotFound, Client.AbortMultipartUpload(new AbortMultipartUploadRequest(Bucket, key, upload), default));
    }

    [Fact]
    public void A_key_over_1024_bytes_is_refused()
    {
        ObjectKey key = new(Encoding.UTF8.GetBytes(new string('k', 1025)));
        S3Result<PutResult> result = Client.PutObject(new PutObjectRequest(Bucket, key, new MemoryBody(Bytes(1))), default);
        if (Store.Can(Capability.LimitsKeys))
            Assert.Equal("KeyTooLongError", Fails(FailureKind.BadRequest, result).Code);
        else if (Store.Name == "Ceph")
            Assert.Equal("InvalidObjectName", Fails(FailureKind.BadRequest, result).Code);
        else
            Ok(result);
    }

    [Fact]
    public void A_part_number_over_10000_is_refused()
    {
        string upload = Ok(Client.CreateMultipartUpload(new CreateMultipartUploadRequest(Bucket, Key("object")), default));
        S3Result<UploadedPart> result = Client.UploadPart(new UploadPartRequest(Bucket, Key("object"), upload, 10_001, new MemoryBody(Bytes(10))), default);
        if (Store.Can(Capability.LimitsPartNumbers))
            Fails(FailureKind.BadRequest, result);
        else
            Ok(result);
    }

    [Fact]
    public void A_cancelled_request_says_so()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Fails(FailureKind.Canceled, Client.HeadObject(new HeadObjectRequest(Bucket, Key("object")), cancelled.Token));
    }
}
