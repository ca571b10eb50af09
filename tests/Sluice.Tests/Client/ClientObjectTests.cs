using Sluice.Client;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Tests.Transfer;
using Sluice.Transfer;

namespace Sluice.Tests.Client;

/// <summary>Single objects through the client.</summary>
public sealed class ClientObjectTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(3_000_000)]
    [InlineData(20_000_000)]
    public async Task A_stream_that_cannot_seek_or_be_read_synchronously_is_stored_whole(int size)
    {
        await using ClientBench bench = await ClientBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(size);
        using OneWayStream content = new(bytes, failAt: null);
        StoredObject stored = await bench.Client.PutObjectAsync(ClientBench.Bucket, "o", content);
        Assert.Equal(size, stored.Bytes);
        Assert.Equal(Verification.Checksum, stored.Verified);
        Assert.Equal(bytes, await bench.ReadAsync("o"));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(12_000_000)]
    public async Task What_the_stream_of_an_upload_throws_is_thrown_and_nothing_is_written(int failAt)
    {
        await using ClientBench bench = await ClientBench.StartAsync();
        using OneWayStream content = new(EngineBench.Bytes(20_000_000), failAt);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => bench.Client.PutObjectAsync(ClientBench.Bucket, "o", content));
        Assert.Empty(bench.Store.Keys());
        Assert.Empty(bench.Store.OpenUploads());
    }

    [Fact]
    public async Task An_upload_that_is_cancelled_is_cancelled_and_nothing_is_left_of_it()
    {
        await using ClientBench bench = await ClientBench.StartAsync();
        using CancellationTokenSource cancel = new();
        using OneWayStream content = new(EngineBench.Bytes(20_000_000), failAt: null) { At = 15_000_000, Reached = cancel.Cancel };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Client.PutObjectAsync(ClientBench.Bucket, "o", content, cancellationToken: cancel.Token));
        Assert.Empty(bench.Store.Keys());
        Assert.Empty(bench.Store.OpenUploads());
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(12_000_000)]
    public async Task A_file_is_stored_whole(int size)
    {
        await using ClientBench bench = await ClientBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(size);
        FileInfo file = new(bench.Store.WriteFile("a [1].txt", bytes));
        StoredObject stored = await bench.Client.PutObjectAsync(ClientBench.Bucket, "o [*].txt", file);
        Assert.Equal((size, Verification.Checksum), (stored.Bytes, stored.Verified));
        Assert.Equal(bytes, await bench.ReadAsync("o [*].txt"));
        Assert.Equal("text/plain", (await bench.Client.HeadObjectAsync(ClientBench.Bucket, "o [*].txt")).Attributes.ContentType);
    }

    [Fact]
    public async Task An_object_whose_store_says_that_it_keeps_other_bytes_is_sent_again_and_then_an_exception()
    {
        int puts = 0;
        await using ClientBench bench = await ClientBench.DeviateAsync(change: (request, answer) =>
        {
            if (request.Method != "PUT")
                return;
            puts++;
            answer.Headers["x-amz-checksum-crc64nvme"] = "AAAAAAAAAAA=";
        });
        S3Exception corrupt = await Assert.ThrowsAsync<S3Exception>(() => bench.Client.PutObjectAsync(ClientBench.Bucket, "o", EngineBench.Bytes(1000)));
        Assert.Equal((FailureKind.Corrupt, 3), (corrupt.Error.Kind, puts));
    }

    [Fact]
    public async Task Objects_are_copied_and_removed_and_what_failed_is_named()
    {
        await using ClientBench bench = await ClientBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(5000);
        await bench.Client.PutObjectAsync(ClientBench.Bucket, "a", bytes, new ObjectAttributes { Metadata = [new("k", "v")] });
        await bench.Client.CopyObjectAsync(ClientBench.Bucket, "a", ClientBench.Bucket, "b");
        Assert.Equal(bytes, await bench.ReadAsync("b"));
        Assert.Equal([new("k", "v")], (await bench.Client.HeadObjectAsync(ClientBench.Bucket, "b")).Attributes.Metadata);
        await bench.Client.DeleteObjectAsync(ClientBench.Bucket, "a");
        Assert.Equal(["b"], bench.Store.Keys());
        Assert.Empty(await bench.Client.DeleteObjectsAsync(ClientBench.Bucket, [new ObjectKey("b"), new ObjectKey("none")]));
        Assert.Empty(bench.Store.Keys());
        IReadOnlyList<(ObjectKey Key, S3Error Error)> failed = await bench.Client.DeleteObjectsAsync("no-such-bucket", [new ObjectKey("b")]);
        Assert.Equal(FailureKind.NoSuchBucket, Assert.Single(failed).Error.Kind);
    }

    [Fact]
    public async Task More_keys_than_a_request_takes_are_removed_and_a_refused_batch_fails_each_of_its_keys()
    {
        int batches = 0;
        await using ClientBench bench = await ClientBench.DeviateAsync(instead: request =>
            request.Asks("delete") && ++batches == 2 ? StoreAnswer.Error(403, "AccessDenied") : null);
        IReadOnlyList<(ObjectKey Key, S3Error Error)> failed = await bench.Client.DeleteObjectsAsync(ClientBench.Bucket, Enumerable.Range(0, 2001).Select(static i => new ObjectKey($"{i}")));
        Assert.Equal(3, batches);
        Assert.Equal(Enumerable.Range(1000, 1000).Select(static i => $"{i}"), failed.Select(static one => one.Key.ToString()));
        Assert.All(failed, static one => Assert.Equal(FailureKind.Denied, one.Error.Kind));
    }

    [Fact]
    public async Task An_object_that_is_not_there_is_an_exception_that_says_so()
    {
        await using ClientBench bench = await ClientBench.StartAsync();
        Assert.Equal(FailureKind.NotFound, (await Assert.ThrowsAsync<S3Exception>(() => bench.Client.HeadObjectAsync(ClientBench.Bucket, "o"))).Error.Kind);
        Assert.Equal(FailureKind.NotFound, (await Assert.ThrowsAsync<S3Exception>(() => bench.Client.GetObjectAsync(ClientBench.Bucket, "o"))).Error.Kind);
    }

    [Fact]
    public async Task A_presigned_url_is_good_for_whoever_has_it()
    {
        await using ClientBench bench = await ClientBench.StartAsync();
        using HttpClient anyone = new();
        using ByteArrayContent content = new([1, 2, 3]);
        using HttpResponseMessage put = await anyone.PutAsync(new Uri(await bench.Client.PresignPutAsync(ClientBench.Bucket, "o", TimeSpan.FromMinutes(1))), content);
        Assert.True(put.IsSuccessStatusCode);
        Assert.Equal([1, 2, 3], await anyone.GetByteArrayAsync(new Uri(await bench.Client.PresignGetAsync(ClientBench.Bucket, "o", TimeSpan.FromMinutes(1)))));
    }
}
