using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Tests.Conformance;

/// <summary>Put, get, head, delete, and their conditions and attributes.</summary>
public abstract class ObjectConformance(Store store) : StoreConformance(store)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(3_000_001)]
    public void Every_byte_comes_back(int size)
    {
        byte[] body = Bytes(size);
        PutResult put = Put("object", body);
        (ObjectInfo info, byte[] returned) = Get(new GetObjectRequest(Bucket, Key("object")));
        Assert.Equal(body, returned);
        Assert.Equal(size, info.ContentLength);
        Assert.Equal(size, info.TotalLength);
        Assert.Null(info.Range);
        Assert.Equal(put.ETag, info.ETag);
        Assert.Equal($"\"{Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(body))}\"", put.ETag);
    }

    [Fact]
    public void Head_says_what_get_says()
    {
        Put("object", Bytes(1000), new ObjectAttributes { ContentType = "text/x-test", Metadata = [new("colour", "blue")] });
        ObjectInfo head = Head("object");
        ObjectInfo get = Get(new GetObjectRequest(Bucket, Key("object"))).Info;
        Assert.Equal(1000, head.ContentLength);
        Assert.Equal((get.ETag, get.TotalLength, get.LastModified, get.Checksum), (head.ETag, head.TotalLength, head.LastModified, head.Checksum));
        Assert.Equal(get.Attributes.ContentType, head.Attributes.ContentType);
        Assert.Equal(get.Attributes.Metadata, head.Attributes.Metadata);
        Assert.NotNull(head.LastModified);
    }

    [Fact]
    public void Attributes_are_kept()
    {
        Put("object", Bytes(10), new ObjectAttributes
        {
            ContentType = "application/x-sluice",
            ContentEncoding = "gzip",
            ContentDisposition = "attachment; filename=\"a b.txt\"",
            ContentLanguage = "de",
            CacheControl = "max-age=60",
            StorageClass = "STANDARD_IA",
            Metadata = [new("colour", "blue"), new("long-name", "two words, and = signs")],
        });
        ObjectAttributes kept = Head("object").Attributes;
        Assert.Equal("application/x-sluice", kept.ContentType);
        Assert.Equal("gzip", kept.ContentEncoding);
        Assert.Equal("attachment; filename=\"a b.txt\"", kept.ContentDisposition);
        Assert.Equal("de", kept.ContentLanguage);
        Assert.Equal("max-age=60", kept.CacheControl);
        Assert.Equal("STANDARD_IA", kept.StorageClass);
        Assert.Equal([new("colour", "blue"), new("long-name", "two words, and = signs")], kept.Metadata.OrderBy(static pair => pair.Key));
        Assert.Equal("STANDARD_IA", Assert.Single(ListAll(new ListObjectsRequest(Bucket)).Objects).StorageClass);
    }

    [Fact]
    public void Tags_are_kept()
    {
        KeyValuePair<string, string>[] tags = [new("empty", ""), new("key 1", "a+b/c=d"), new("team", "blue")];
        Put("object", Bytes(10), new ObjectAttributes { Tags = tags });
        Assert.Equal(tags, Ok(Client.GetObjectTagging(Bucket, Key("object"), default)).OrderBy(static pair => pair.Key, StringComparer.Ordinal));
        Put("bare", Bytes(10));
        Assert.Empty(Ok(Client.GetObjectTagging(Bucket, Key("bare"), default)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 1000)]
    [InlineData(17, 100)]
    [InlineData(999, 1)]
    [InlineData(900, 500)] // beyond the end: what is there comes
    public void A_range_is_exactly_these_bytes(long offset, long length)
    {
        byte[] body = Bytes(1000);
        Put("object", body);
        (ObjectInfo info, byte[] returned) = Get(new GetObjectRequest(Bucket, Key("object")) { Range = new ByteRange(offset, length) });
        long expected = Math.Min(length, 1000 - offset);
        Assert.Equal(body.AsSpan((int)offset, (int)expected).ToArray(), returned);
        Assert.Equal(new ByteRange(offset, expected), info.Range);
        Assert.Equal(expected, info.ContentLength);
        Assert.Equal(1000, info.TotalLength);
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1000, 5000)]
    [InlineData(0, 0)]
    public void A_range_outside_the_object_is_refused(int size, long offset)
    {
        Put("object", Bytes(size));
        GetFails(FailureKind.RangeNotSatisfiable, new GetObjectRequest(Bucket, Key("object")) { Range = new ByteRange(offset, 10) });
    }

    [Fact]
    public void A_read_can_be_pinned_to_an_etag()
    {
        string before = Put("object", Bytes(100, seed: 1)).ETag!;
        Assert.Equal(Bytes(100, seed: 1), Get(new GetObjectRequest(Bucket, Key("object")) { IfMatch = before }).Body);
        Put("object", Bytes(100, seed: 2));
        GetFails(FailureKind.Changed, new GetObjectRequest(Bucket, Key("object")) { IfMatch = before });
        GetFails(FailureKind.Changed, new GetObjectRequest(Bucket, Key("object")) { IfMatch = before, Range = new ByteRange(10, 20) });
        Assert.Equal(Bytes(100, seed: 2), Get(new GetObjectRequest(Bucket, Key("object")) { IfNoneMatch = before }).Body);
    }

    [Fact]
    public void A_read_of_what_is_known_already_says_not_modified()
    {
        string tag = Put("object", Bytes(100)).ETag!;
        S3Result<GetObjectResponse> result = Client.GetObject(new GetObjectRequest(Bucket, Key("object")) { IfNoneMatch = tag }, default);
        Assert.Equal(304, result.Error?.Status);
    }

    [Fact]
    public void The_last_write_wins()
    {
        Put("object", Bytes(5000, seed: 1));
        Put("object", Bytes(10, seed: 2));
        Assert.Equal(Bytes(10, seed: 2), Get("object"));
    }

    [Fact]
    public void A_write_can_be_bound_to_absence()
    {
        PutObjectRequest request = new(Bucket, Key("object"), new MemoryBody(Bytes(10, seed: 1))) { IfAbsent = true };
        Ok(Client.PutObject(request, default));
        Fails(FailureKind.Changed, Client.PutObject(request with { Body = new MemoryBody(Bytes(10, seed: 2)) }, default));
        Assert.Equal(Bytes(10, seed: 1), Get("object"));
    }

    [Fact]
    public void A_write_can_be_bound_to_an_etag()
    {
        string before = Put("object", Bytes(10, seed: 1)).ETag!;
        PutObjectRequest request = new(Bucket, Key("object"), new MemoryBody(Bytes(10, seed: 2))) { IfMatch = before };
        if (!Store.Can(Capability.WritesIfMatch))
        {
            Fails(FailureKind.Changed, Client.PutObject(request, default));
            return;
        }
        Ok(Client.PutObject(request, default));
        Fails(FailureKind.Changed, Client.PutObject(request with { Body = new MemoryBody(Bytes(10, seed: 3)) }, default));
        Assert.Equal(Bytes(10, seed: 2), Get("object"));
    }

    [Fact]
    public void A_deleted_object_is_gone_and_deleting_it_again_is_no_error()
    {
        Put("object", Bytes(10));
        Ok(Client.DeleteObject(new DeleteObjectRequest(Bucket, Key("object")), default));
        GetFails(FailureKind.NotFound, new GetObjectRequest(Bucket, Key("object")));
        Fails(FailureKind.NotFound, Client.HeadObject(new HeadObjectRequest(Bucket, Key("object")), default));
        Ok(Client.DeleteObject(new DeleteObjectRequest(Bucket, Key("object")), default));
    }

    [Fact]
    public void Many_objects_are_deleted_in_one_request()
    {
        string[] keys = ["a", "b/c", "d d", "e&<>\"'f", "ü+%", " lead"];
        foreach (string key in keys)
            Put(key, Bytes(1));
        Put("stays", Bytes(1));
        Assert.Empty(Ok(Client.DeleteObjects(new DeleteObjectsRequest(Bucket, [.. keys.Select(Key), Key("never-there")]), default)).Failed);
        Assert.Equal(Key("stays"), Assert.Single(ListAll(new ListObjectsRequest(Bucket)).Objects).Key);
    }
}
