using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Tests.Conformance;

/// <summary>Copies that the store makes itself.</summary>
public abstract class CopyConformance(Store store) : StoreConformance(store)
{
    static readonly ObjectAttributes Plain = new() { ContentType = "text/x-before", Metadata = [new("colour", "blue")] };

    [Fact]
    public void A_copy_keeps_bytes_and_attributes()
    {
        string source = Put("source", Bytes(5000), Plain).ETag!;
        PutResult copy = Ok(Client.CopyObject(new CopyObjectRequest(Bucket, Key("source"), Bucket, Key("copy")), default));
        Assert.Equal(source, copy.ETag);
        Assert.Equal(Bytes(5000), Get("copy"));
        ObjectInfo info = Head("copy");
        Assert.Equal("text/x-before", info.Attributes.ContentType);
        Assert.Equal([new("colour", "blue")], info.Attributes.Metadata);
    }

    [Fact]
    public void A_copy_can_replace_the_attributes()
    {
        Put("source", Bytes(100), Plain);
        CopyObjectRequest request = new(Bucket, Key("source"), Bucket, Key("copy"))
        {
            Replace = new ObjectAttributes { ContentType = "text/x-after", Metadata = [new("shape", "round")] },
        };
        Ok(Client.CopyObject(request, default));
        ObjectInfo info = Head("copy");
        Assert.Equal("text/x-after", info.Attributes.ContentType);
        Assert.Equal([new("shape", "round")], info.Attributes.Metadata);
        Assert.Equal("text/x-before", Head("source").Attributes.ContentType);
    }

    [Fact]
    public void An_object_is_copied_to_another_bucket_and_class()
    {
        string other = Store.NewBucket();
        Put("source", Bytes(100), Plain);
        Ok(Client.CopyObject(new CopyObjectRequest(Bucket, Key("source"), other, Key("copy")) { Target = new ObjectAttributes { StorageClass = "STANDARD_IA" } }, default));
        (ObjectInfo info, byte[] body) = Get(new GetObjectRequest(other, Key("copy")));
        Assert.Equal(Bytes(100), body);
        Assert.Equal("STANDARD_IA", info.Attributes.StorageClass);
        Assert.Equal("text/x-before", info.Attributes.ContentType);
    }

    [Fact]
    public void A_missing_source_is_not_found()
    {
        Fails(FailureKind.NotFound, Client.CopyObject(new CopyObjectRequest(Bucket, Key("nothing"), Bucket, Key("copy")), default));
        Fails(FailureKind.NoSuchBucket, Client.CopyObject(new CopyObjectRequest("conformance-nowhere", Key("nothing"), Bucket, Key("copy")), default));
        Assert.Empty(ListAll(new ListObjectsRequest(Bucket)).Objects);
    }

    [Fact]
    public void A_copy_can_be_bound_to_the_etag_of_its_source()
    {
        string before = Put("source", Bytes(10, seed: 1)).ETag!;
        Put("source", Bytes(10, seed: 2));
        S3Result<PutResult> result = Client.CopyObject(new CopyObjectRequest(Bucket, Key("source"), Bucket, Key("copy")) { SourceIfMatch = before }, default);
        if (Store.Can(Capability.CopiesIfMatch))
            Fails(FailureKind.Changed, result);
        else
            Ok(result);
    }

    [Fact]
    public void A_copy_onto_itself_that_changes_nothing_is_refused()
    {
        Put("source", Bytes(10));
        Assert.Equal("InvalidRequest", Fails(FailureKind.BadRequest, Client.CopyObject(new CopyObjectRequest(Bucket, Key("source"), Bucket, Key("source")), default)).Code);
        Assert.Equal(Bytes(10), Get("source"));
    }
}
