using System.Buffers;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Tests.Conformance;

/// <summary>
/// What every class of the suite has. The suite runs unchanged against every store: an abstract class holds the tests of one
/// subject, Stores.cs makes one class of it for each store.
/// </summary>
public abstract class StoreConformance(Store store)
{
    // Asked for by several threads in some tests.
    readonly Lazy<string> _bucket = new(() => store.NewBucket());

    /// <summary>The store under test.</summary>
    protected Store Store { get; } = store;

    /// <summary>The main user's client.</summary>
    protected S3Client Client => Store.Client;

    /// <summary>This test's own bucket.</summary>
    protected string Bucket => _bucket.Value;

    /// <summary>The response; fails the test, with the error, when there is none.</summary>
    protected static T Ok<T>(S3Result<T> result)
    {
        Assert.True(result.Error is null, $"{result.Error?.Kind} {result.Error?.Status} {result.Error?.Code}: {result.Error?.Message}");
        return result.Value;
    }

    /// <summary>The error, which must be of this kind.</summary>
    protected static S3Error Fails<T>(FailureKind kind, S3Result<T> result)
    {
        Assert.NotNull(result.Error);
        Assert.True(kind == result.Error.Kind, $"{kind} was expected, not {result.Error.Kind} ({result.Error.Status} {result.Error.Code}: {result.Error.Message})");
        return result.Error;
    }

    /// <summary>Bytes that no other seed makes.</summary>
    protected static byte[] Bytes(int count, int seed = 1)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A key of text.</summary>
    protected static ObjectKey Key(string text) => new(text);

    /// <summary>Writes an object.</summary>
    protected PutResult Put(string key, byte[] body, ObjectAttributes? attributes = null, S3Client? client = null, string? bucket = null) =>
        Ok((client ?? Client).PutObject(new PutObjectRequest(bucket ?? Bucket, Key(key), new MemoryBody(body)) { Attributes = attributes ?? ObjectAttributes.None }, default));

    /// <summary>Reads an object as asked.</summary>
    protected (ObjectInfo Info, byte[] Body) Get(GetObjectRequest request, S3Client? client = null)
    {
        using GetObjectResponse response = Ok((client ?? Client).GetObject(request, default));
        return (response.Info, ReadAll(response));
    }

    /// <summary>Reads an object of this test's bucket.</summary>
    protected byte[] Get(string key) => Get(new GetObjectRequest(Bucket, Key(key))).Body;

    /// <summary>Asks for an object that must not come.</summary>
    protected S3Error GetFails(FailureKind kind, GetObjectRequest request, S3Client? client = null)
    {
        S3Result<GetObjectResponse> result = (client ?? Client).GetObject(request, default);
        if (result.Error is null)
            result.Value.Dispose();
        return Fails(kind, result);
    }

    /// <summary>What a HEAD says of an object of this test's bucket.</summary>
    protected ObjectInfo Head(string key) => Ok(Client.HeadObject(new HeadObjectRequest(Bucket, Key(key)), default));

    /// <summary>Every page of a listing, one after the other.</summary>
    protected (List<ListedObject> Objects, List<ObjectKey> Prefixes, int Pages) ListAll(ListObjectsRequest request)
    {
        List<ListedObject> objects = [];
        List<ObjectKey> prefixes = [];
        for (int pages = 1; ; pages++)
        {
            ListObjectsPage page = Ok(Client.ListObjects(request, default));
            objects.AddRange(page.Objects);
            prefixes.AddRange(page.CommonPrefixes);
            if (page.NextToken is null)
                return (objects, prefixes, pages);
            Assert.True(pages < 10_000, "The listing does not end.");
            request = request with { ContinuationToken = page.NextToken };
        }
    }

    static byte[] ReadAll(GetObjectResponse response)
    {
        ArrayBufferWriter<byte> body = new();
        while (response.Read(body.GetSpan(65536)) is > 0 and var count)
            body.Advance(count);
        return body.WrittenSpan.ToArray();
    }
}
