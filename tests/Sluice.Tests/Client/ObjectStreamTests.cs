using Sluice.Client;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Tests.Transfer;
using Sluice.Transfer;

namespace Sluice.Tests.Client;

/// <summary>A body that is read through the client is verified, bounded and given up without a trace.</summary>
public sealed class ObjectStreamTests
{
    [Fact]
    public async Task A_body_that_is_read_to_its_end_is_verified()
    {
        await using ClientBench bench = await ClientBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(3_000_000);
        await bench.Client.PutObjectAsync(ClientBench.Bucket, "o", bytes);
        await using ObjectStream body = await bench.Client.GetObjectAsync(ClientBench.Bucket, "o");
        Assert.Equal(bytes.Length, body.Info.TotalLength);
        Assert.Equal(Verification.None, body.Verified);
        using MemoryStream all = new();
        await body.CopyToAsync(all);
        Assert.Equal(bytes, all.ToArray());
        Assert.Equal(Verification.Checksum, body.Verified);
        Assert.Equal(0, await body.ReadAsync(new byte[1]));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(2_000_000)]
    public async Task A_body_whose_bytes_are_not_those_the_store_keeps_ends_in_an_exception(int size)
    {
        await using ClientBench bench = await ClientBench.DeviateAsync(change: static (request, answer) =>
        {
            if (request.Method == "GET" && answer.Body.Length > 0)
                answer.Body[answer.Body.Length / 2] ^= 1;
        });
        await bench.Client.PutObjectAsync(ClientBench.Bucket, "o", EngineBench.Bytes(size));
        S3Exception corrupt = await Assert.ThrowsAsync<S3Exception>(() => bench.ReadAsync("o"));
        Assert.Equal(FailureKind.Corrupt, corrupt.Error.Kind);
    }

    [Fact]
    public async Task A_body_that_ends_early_ends_in_an_exception()
    {
        await using ClientBench bench = await ClientBench.DeviateAsync(change: static (request, answer) =>
        {
            if (request.Method == "GET")
                answer.CutAfter = 1_000_000;
        });
        await bench.Client.PutObjectAsync(ClientBench.Bucket, "o", EngineBench.Bytes(2_000_000));
        S3Exception cut = await Assert.ThrowsAsync<S3Exception>(() => bench.ReadAsync("o"));
        Assert.Equal(FailureKind.Network, cut.Error.Kind);
    }

    [Fact]
    public async Task A_range_is_read_and_is_not_said_to_be_verified_by_a_checksum()
    {
        await using ClientBench bench = await ClientBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(100_000);
        await bench.Client.PutObjectAsync(ClientBench.Bucket, "o", bytes);
        await using ObjectStream body = await bench.Client.GetObjectAsync(new GetObjectRequest(ClientBench.Bucket, new ObjectKey("o")) { Range = new ByteRange(10, 50_000) });
        using MemoryStream all = new();
        await body.CopyToAsync(all);
        Assert.Equal(bytes[10..50_010], all.ToArray());
        Assert.Equal(Verification.Size, body.Verified);
    }

    [Fact]
    public async Task Cancelling_in_the_middle_of_a_body_frees_its_thread()
    {
        await using ClientBench bench = await ClientBench.StartAsync(maxConnections: 1);
        bench.Store.Put("o", EngineBench.Bytes(20_000_000));
        using CancellationTokenSource cancel = new();
        await using ObjectStream body = await bench.Client.GetObjectAsync(ClientBench.Bucket, "o", cancel.Token);
        await body.ReadExactlyAsync(new byte[1000]);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => body.CopyToAsync(Stream.Null));
        Assert.Equal(20_000_000, (await ClientBench.SoonAsync(bench.Client.HeadObjectAsync(ClientBench.Bucket, "o"))).TotalLength);
    }

    [Fact]
    public async Task A_body_that_is_closed_early_frees_its_thread()
    {
        await using ClientBench bench = await ClientBench.StartAsync(maxConnections: 1);
        bench.Store.Put("o", EngineBench.Bytes(20_000_000));
        for (int i = 0; i < 5; i++)
            await using (ObjectStream body = await ClientBench.SoonAsync(bench.Client.GetObjectAsync(ClientBench.Bucket, "o")))
                await body.ReadExactlyAsync(new byte[1000]);
        Assert.Equal(20_000_000, (await ClientBench.SoonAsync(bench.Client.HeadObjectAsync(ClientBench.Bucket, "o"))).TotalLength);
    }

    [Fact]
    public async Task A_small_body_occupies_no_thread_while_nobody_reads_it()
    {
        await using ClientBench bench = await ClientBench.StartAsync(maxConnections: 1);
        bench.Store.Put("o", EngineBench.Bytes(50_000));
        await using ObjectStream body = await bench.Client.GetObjectAsync(ClientBench.Bucket, "o");
        Assert.Equal(50_000, (await ClientBench.SoonAsync(bench.Client.HeadObjectAsync(ClientBench.Bucket, "o"))).TotalLength);
    }

    [Fact]
    public async Task A_reader_that_is_slow_is_waited_for()
    {
        long sent = 0;
        await using ClientBench bench = await ClientBench.StartAsync();
        bench.Store.Put("o", EngineBench.Bytes(20_000_000));
        await using ObjectStream body = await bench.Client.GetObjectAsync(ClientBench.Bucket, "o");
        // More than is counted at once, so that something is. What was received then stands still well below the whole.
        await body.ReadExactlyAsync(new byte[1 << 20]);
        while (sent != (sent = bench.Client.LowLevel.Counters.BytesReceived))
            await Task.Delay(100);
        Assert.InRange(sent, 1 << 19, 2_000_000);
    }

    [Fact]
    public async Task Reading_a_body_after_the_client_is_disposed_is_an_exception()
    {
        await using ClientBench bench = await ClientBench.StartAsync();
        bench.Store.Put("o", EngineBench.Bytes(20_000_000));
        await using ObjectStream body = await bench.Client.GetObjectAsync(ClientBench.Bucket, "o");
        bench.Client.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => body.CopyToAsync(Stream.Null));
    }
}
