using System.Diagnostics;
using Sluice.Endpoint;
using Sluice.Endpoint.Faults;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Trees.Listing;

namespace Sluice.Tests.Trees.Listing;

/// <summary>The lister with its threads: on a list of keys, and on the embedded endpoint.</summary>
public sealed class ListerThreadTests
{
    static readonly ListObjectsRequest SmallPages = new("bucket") { MaxKeys = 20 };

    [Fact]
    public void A_listing_of_one_page_takes_one_request_and_one_thread()
    {
        KeyStore store = new(Numbers(20));
        using ObjectLister lister = Begin(store, ListingOrder.Sorted, CancellationToken.None);
        Assert.Equal(20, Drain(lister).Count);
        Assert.Equal((1, 1), (store.Requests, lister.Threads));
    }

    [Theory]
    [InlineData(nameof(ListingOrder.Sorted))]
    [InlineData(nameof(ListingOrder.Any))]
    public void Threads_side_by_side_hand_out_every_key_once(string order)
    {
        KeyStore store = new(Numbers(10_000));
        using ObjectLister lister = Begin(store, Enum.Parse<ListingOrder>(order), CancellationToken.None);
        List<ObjectKey> keys = Drain(lister);
        Assert.Null(lister.Error);
        Assert.Equal(store.Keys, order == nameof(ListingOrder.Any) ? keys.Order() : keys);
        Assert.InRange(lister.Threads, 2, 64);
    }

    [Fact]
    public async Task Cancelled_at_any_point_it_ends_at_once_and_its_threads_are_gone()
    {
        KeyStore store = new(Numbers(20_000));
        for (int pages = 0; pages < 40; pages += 3)
        {
            using CancellationTokenSource cancel = new();
            ObjectLister lister = Begin(store, pages % 2 == 0 ? ListingOrder.Sorted : ListingOrder.Any, cancel.Token);
            for (int page = 0; page < pages; page++)
                Assert.True(lister.TryNext(out _));
            Stopwatch watch = Stopwatch.StartNew();
            await cancel.CancelAsync();
            Assert.False(lister.TryNext(out _));
            Assert.Equal(FailureKind.Canceled, lister.Error?.Kind);
            // Joins every thread, so that it ends is the proof that they do.
            await Task.Run(lister.Dispose).WaitAsync(TimeSpan.FromSeconds(20));
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        }
    }

    [Fact]
    public async Task A_storm_of_503_on_the_embedded_endpoint_costs_time_and_no_key()
    {
        await using EndpointServer server = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
        using S3Client client = Fill(server, Numbers(3000));
        server.Faults.Plan = FaultPlan.None with { SlowDown = 0.2, Seed = 3 };
        using ObjectLister lister = new(client, SmallPages, CancellationToken.None);
        Assert.Equal(Numbers(3000), Drain(lister));
        Assert.Null(lister.Error);
        Assert.True(client.Counters.Throttles > 0);
    }

    [Theory]
    [MemberData(nameof(ListerModelTests.Sets), MemberType = typeof(ListerModelTests))]
    public async Task The_embedded_endpoint_lists_hard_keys_side_by_side_as_it_lists_them_in_a_row(string set)
    {
        await using EndpointServer server = await EndpointServer.StartAsync(new EndpointOptions { AllowInvalidUtf8Keys = true }, CancellationToken.None);
        ObjectKey[] keys = [.. KeySets.Make(set, new Random(11), 600).Distinct().Order()];
        using S3Client client = Fill(server, keys);
        foreach (ListingOrder order in new[] { ListingOrder.Sorted, ListingOrder.Any })
        {
            using ObjectLister lister = new(client, SmallPages with { MaxKeys = 7 }, new ListingOptions { Order = order }, CancellationToken.None);
            List<ObjectKey> listed = Drain(lister);
            Assert.Null(lister.Error);
            Assert.Equal(keys, order == ListingOrder.Any ? listed.Order() : listed);
        }
    }

    static ObjectLister Begin(KeyStore store, ListingOrder order, CancellationToken cancellationToken) =>
        new((request, stop) =>
        {
            // As long as a store takes, so that others get their turn.
            stop.WaitHandle.WaitOne(2);
            return store.List(request, stop);
        }, static () => (0, 0), SmallPages, new ListingOptions { Order = order }, cancellationToken);

    static List<ObjectKey> Drain(ObjectLister lister)
    {
        List<ObjectKey> keys = [];
        while (lister.TryNext(out ListObjectsPage page))
            keys.AddRange(page.Objects.Select(static found => found.Key));
        return keys;
    }

    static S3Client Fill(EndpointServer server, IEnumerable<ObjectKey> keys)
    {
        S3Client client = new(new S3ClientOptions { Endpoint = server.Url, Credentials = CredentialSource.Static(server.AccessKey, server.SecretKey), Seed = 1 });
        _ = client.CreateBucket("bucket", null, CancellationToken.None).Value;
        foreach (ObjectKey key in keys)
            _ = client.PutObject(new PutObjectRequest("bucket", key, new MemoryBody(ReadOnlyMemory<byte>.Empty)), CancellationToken.None).Value;
        return client;
    }

    static IEnumerable<ObjectKey> Numbers(int count) => Enumerable.Range(0, count).Select(static i => new ObjectKey($"object-{i:d10}"));
}
