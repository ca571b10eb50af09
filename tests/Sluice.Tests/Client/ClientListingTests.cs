using Sluice.Failures;
using Sluice.S3;
using Sluice.Tests.Support;

namespace Sluice.Tests.Client;

/// <summary>Listings through the client: the parallel lister, on its request threads.</summary>
public sealed class ClientListingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_keys_are_listed_once_in_ranges_side_by_side(bool sorted)
    {
        await using ClientBench bench = await ClientBench.DeviateAsync(change: static (request, answer) => answer.Delay = IsListing(request) ? TimeSpan.FromMilliseconds(20) : TimeSpan.Zero);
        string[] keys = [.. Enumerable.Range(0, 8_000).Select(static i => $"k/{i * 7919L % 1_000_003:D7}").Order(StringComparer.Ordinal)];
        Parallel.ForEach(keys, new ParallelOptions { MaxDegreeOfParallelism = 8 }, key => bench.Store.Put(key, []));
        List<string> listed = [];
        await foreach (ListedObject found in bench.Client.ListAsync(ClientBench.Bucket, "k/", sorted))
            listed.Add(found.Key.ToString());
        if (!sorted)
            listed.Sort(StringComparer.Ordinal);
        Assert.Equal(keys, listed);
        Assert.InRange(bench.Client.RequestThreadCount, 2, bench.Options.MaxConnections);
    }

    [Fact]
    public async Task A_listing_that_nobody_goes_on_with_asks_for_no_more_and_occupies_no_thread()
    {
        await using ClientBench bench = await ClientBench.DeviateAsync(maxConnections: 1);
        Parallel.For(0, 5000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => bench.Store.Put($"k/{i:D5}", []));
        bench.Store.Deviant.Requests.Clear();
        await using IAsyncEnumerator<ListedObject> keys = bench.Client.ListAsync(ClientBench.Bucket).GetAsyncEnumerator();
        Assert.True(await keys.MoveNextAsync());
        Assert.Equal(0, (await ClientBench.SoonAsync(bench.Client.HeadObjectAsync(ClientBench.Bucket, "k/00001"))).TotalLength);
        Assert.InRange(bench.Store.Deviant.Requests.Count(IsListing), 1, 3);
    }

    [Fact]
    public async Task A_listing_that_breaks_off_is_an_exception_and_never_a_shorter_listing()
    {
        await using ClientBench bench = await ClientBench.DeviateAsync(instead: static request =>
            IsListing(request) && request.Target.Contains("continuation-token", StringComparison.Ordinal) ? StoreAnswer.Error(403, "AccessDenied") : null);
        Parallel.For(0, 1500, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => bench.Store.Put($"k/{i:D5}", []));
        int listed = 0;
        S3Exception denied = await Assert.ThrowsAsync<S3Exception>(async () =>
        {
            await foreach (ListedObject _ in bench.Client.ListAsync(ClientBench.Bucket))
                listed++;
        });
        Assert.Equal((FailureKind.Denied, 1000), (denied.Error.Kind, listed));
    }

    [Fact]
    public async Task A_listing_with_a_delimiter_is_refused_before_it_begins()
    {
        await using ClientBench bench = await ClientBench.StartAsync();
        Assert.Throws<ArgumentException>(() => bench.Client.ListAsync(new ListObjectsRequest(ClientBench.Bucket) { Delimiter = new ObjectKey("/") }));
    }

    [Fact]
    public async Task A_listing_ends_with_its_token()
    {
        await using ClientBench bench = await ClientBench.StartAsync();
        bench.Store.Put("a", []);
        bench.Store.Put("b", []);
        using CancellationTokenSource cancel = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ListedObject _ in bench.Client.ListAsync(ClientBench.Bucket).WithCancellation(cancel.Token))
                await cancel.CancelAsync();
        });
    }

    static bool IsListing(StoreRequest request) => request.Method == "GET" && request.Target.Contains("list-type=2", StringComparison.Ordinal);
}
