using System.Runtime.CompilerServices;
using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Trees.Listing;

namespace Sluice.Tests.Trees.Listing;

public sealed class ObjectListerTests
{
    const int PageSize = 1000;

    [Fact]
    public void A_hundred_thousand_keys_come_in_order_once_each_in_the_memory_of_a_few_pages()
    {
        using ScriptedServer server = new(peer => Serve(peer, pages: 100));
        using S3Client client = Clients.For(server);
        using ObjectLister lister = new(client, new ListObjectsRequest("bucket"), new ListingOptions { Parallelism = 1, Pages = 2 }, default);
        List<WeakReference> pages = [];
        int next = 0;
        while (TakePage(lister, pages, ref next))
        {
            // At most one that is ready and one that is being read, besides the one in hand.
            if (pages.Count % 25 != 0)
                continue;
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            Assert.InRange(pages.Count(static page => page.IsAlive), 0, 3);
        }
        Assert.Null(lister.Error);
        Assert.Equal(100 * PageSize, next);
        // The last page is full: one request more sees that it is the last.
        Assert.Equal(101, server.Requests.Count);
    }

    [Fact]
    public async Task No_more_than_two_pages_are_asked_for_ahead_of_the_one_in_hand()
    {
        using ScriptedServer server = new(peer => Serve(peer, pages: 100));
        using S3Client client = Clients.For(server);
        using ObjectLister lister = new(client, new ListObjectsRequest("bucket"), default);
        Assert.True(lister.TryNext(out _));
        await Transfer.FaultTests.Eventually(() => server.Requests.Count >= 3);
        // A lister that went on would have sent the fourth within this time a hundred times over.
        await Task.Delay(300);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public void An_empty_bucket_is_one_page_without_objects()
    {
        using ScriptedServer server = new(ScriptedServer.Replies(ScriptedServer.Answer(200, Xml("", null))));
        using S3Client client = Clients.For(server);
        using ObjectLister lister = new(client, new ListObjectsRequest("bucket"), default);
        Assert.True(lister.TryNext(out ListObjectsPage page));
        Assert.Empty(page.Objects);
        Assert.False(lister.TryNext(out _));
        Assert.False(lister.TryNext(out _));
        Assert.Null(lister.Error);
    }

    [Fact]
    public void A_refused_page_ends_the_listing_with_an_error_after_the_pages_before_it()
    {
        using ScriptedServer server = new(ScriptedServer.Replies(ScriptedServer.Answer(200, Xml(Keys(0), "t1")), ScriptedServer.Error(403, "AccessDenied")));
        using S3Client client = Clients.For(server);
        using ObjectLister lister = new(client, new ListObjectsRequest("bucket"), default);
        Assert.True(lister.TryNext(out ListObjectsPage page));
        Assert.Equal(PageSize, page.Objects.Count);
        Assert.False(lister.TryNext(out _));
        Assert.Equal((FailureKind.Denied, "AccessDenied"), (lister.Error?.Kind, lister.Error?.Code));
    }

    [Fact]
    public void A_store_that_gives_the_same_token_again_ends_the_listing_with_an_error()
    {
        using ScriptedServer server = new(ScriptedServer.Replies(ScriptedServer.Answer(200, Xml(Keys(0), "round"))));
        using S3Client client = Clients.For(server);
        using ObjectLister lister = new(client, new ListObjectsRequest("bucket"), default);
        int pages = 0;
        while (lister.TryNext(out _))
            pages++;
        Assert.Equal(1, pages);
        Assert.Equal(FailureKind.Protocol, lister.Error?.Kind);
    }

    [Fact]
    public async Task Cancelling_ends_a_listing_that_waits_for_the_store()
    {
        using ScriptedServer server = new(static peer =>
        {
            peer.ReadRequest();
            peer.Stall();
        });
        using S3Client client = Clients.For(server, static options => options with { Clock = TimeProvider.System });
        using CancellationTokenSource cancel = new();
        using ObjectLister lister = new(client, new ListObjectsRequest("bucket"), cancel.Token);
        Task<bool> waiting = Task.Run(() => lister.TryNext(out _));
        await Transfer.FaultTests.Eventually(() => server.Requests.Count == 1);
        await cancel.CancelAsync();
        Assert.False(await waiting.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(FailureKind.Canceled, lister.Error?.Kind);
    }

    [Fact]
    public async Task Whoever_stops_taking_pages_can_go_at_once()
    {
        using ScriptedServer server = new(peer => Serve(peer, pages: 100));
        using S3Client client = Clients.For(server);
        ObjectLister lister = new(client, new ListObjectsRequest("bucket"), default);
        Assert.True(lister.TryNext(out _));
        await Task.Run(lister.Dispose).WaitAsync(TimeSpan.FromSeconds(10));
    }

    // A frame of its own, so that nothing of the page stays on the caller's.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static bool TakePage(ObjectLister lister, List<WeakReference> pages, ref int next)
    {
        if (!lister.TryNext(out ListObjectsPage page))
            return false;
        pages.Add(new WeakReference(page));
        foreach (ListedObject listed in page.Objects)
            Assert.Equal(Key(next++), listed.Key.ToString());
        return true;
    }

    static void Serve(ScriptedServer.Peer peer, int pages)
    {
        while (peer.ReadRequest() is { } head)
        {
            int at = head.IndexOf("continuation-token=t", StringComparison.Ordinal);
            int page = at < 0 ? 0 : int.Parse(head.AsSpan(at + 20, 3));
            peer.Send(ScriptedServer.Answer(200, Xml(Keys(page), page + 1 < pages ? $"t{page + 1:000}" : null)));
        }
    }

    static string Key(int number) => $"key-{number:000000}";

    static string Keys(int page)
    {
        StringBuilder xml = new();
        for (int i = page * PageSize; i < (page + 1) * PageSize; i++)
            xml.Append("<Contents><Key>").Append(Key(i)).Append("</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>\"e\"</ETag><Size>1</Size></Contents>");
        return xml.ToString();
    }

    static string Xml(string contents, string? token) =>
        $"<?xml version=\"1.0\"?><ListBucketResult><IsTruncated>{(token is null ? "false" : "true")}</IsTruncated><KeyCount>{(contents.Length == 0 ? 0 : 1)}</KeyCount>{(token is null ? "" : $"<NextContinuationToken>{token}</NextContinuationToken>")}{contents}</ListBucketResult>";
}
