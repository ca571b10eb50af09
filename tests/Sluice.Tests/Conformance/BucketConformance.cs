using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Tests.Conformance;

/// <summary>Buckets come, are seen, and go when they are empty.</summary>
public abstract class BucketConformance(Store store) : StoreConformance(store)
{
    [Fact]
    public void A_bucket_is_made_seen_and_removed()
    {
        string bucket = Store.NewBucket();
        Ok(Client.HeadBucket(bucket, default));
        Assert.Contains(bucket, Ok(Client.ListBuckets(default)).Select(static entry => entry.Name));
        Ok(Client.DeleteBucket(bucket, default));
        Assert.DoesNotContain(bucket, Ok(Client.ListBuckets(default)).Select(static entry => entry.Name));
        FailureKind kind = Client.HeadBucket(bucket, default).Error!.Kind;
        Assert.True(kind is FailureKind.NotFound or FailureKind.NoSuchBucket, $"{kind}");
    }

    [Fact]
    public void A_bucket_that_holds_something_is_not_removed()
    {
        Put("object", Bytes(1));
        Assert.Equal("BucketNotEmpty", Fails(FailureKind.Conflict, Client.DeleteBucket(Bucket, default)).Code);
        Assert.Equal(Bytes(1), Get("object"));
    }

    [Fact]
    public void A_bucket_that_never_was_cannot_be_removed() =>
        Fails(FailureKind.NoSuchBucket, Client.DeleteBucket("conformance-nowhere", default));

    [Fact]
    public void Every_operation_says_when_there_is_no_such_bucket()
    {
        const string nowhere = "conformance-nowhere";
        ObjectKey key = Key("object");
        GetFails(FailureKind.NoSuchBucket, new GetObjectRequest(nowhere, key));
        Fails(FailureKind.NoSuchBucket, Client.PutObject(new PutObjectRequest(nowhere, key, new MemoryBody(Bytes(10))), default));
        Fails(FailureKind.NoSuchBucket, Client.ListObjects(new ListObjectsRequest(nowhere), default));
        Fails(FailureKind.NoSuchBucket, Client.CreateMultipartUpload(new CreateMultipartUploadRequest(nowhere, key), default));
        Fails(FailureKind.NoSuchBucket, Client.ListMultipartUploads(new ListMultipartUploadsRequest(nowhere), default));
        Fails(FailureKind.NoSuchBucket, Client.DeleteObjects(new DeleteObjectsRequest(nowhere, [key]), default));
    }
}
