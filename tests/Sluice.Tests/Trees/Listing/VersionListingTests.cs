using System.Globalization;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Trees.Listing;

namespace Sluice.Tests.Trees.Listing;

public sealed class VersionListingTests
{
    const string Bucket = "versions";

    static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(ListingOrder.Sorted)]
    [InlineData(ListingOrder.Any)]
    public void Versions_are_listed_once_whatever_the_ranges(ListingOrder order)
    {
        // 1,500 keys with one to five versions, and one with more than two pages.
        List<ListedObject> all = [];
        for (int key = 0; key < 1500; key++)
            for (int version = key == 700 ? 45 : 1 + key * 7 % 5; version > 0; version--)
                all.Add(Version($"k/{key.ToString("D5", CultureInfo.InvariantCulture)}", version, 0));
        List<ListedObject> listed = [];
        using ObjectLister lister = new(PageOf, static () => (0, 0), new ListObjectsRequest(Bucket) { Prefix = new ObjectKey("k/"), MaxKeys = 20 }, new ListingOptions { Order = order, Pages = 50 }, default);
        while (lister.TryNext(out ListObjectsPage page))
            listed.AddRange(page.Objects);
        Assert.Null(lister.Error);
        Assert.True(lister.Threads > 1);
        if (order == ListingOrder.Any)
            listed = [.. listed.OrderBy(static found => found.Key)];
        Assert.Equal(all, listed);

        // As S3Client.ListObjectVersions gives them: whole keys.
        S3Result<ListObjectsPage> PageOf(ListObjectsRequest request, CancellationToken stop)
        {
            ObjectKey after = request.ContinuationToken is { } token ? new ObjectKey(token) : request.StartAfter;
            int from = all.FindIndex(found => found.Key > after), to = Math.Min(all.Count, from + request.MaxKeys);
            if (from < 0)
                return new ListObjectsPage([], [], null);
            while (to < all.Count && all[to].Key == all[to - 1].Key)
                to++;
            // The store takes its time, so that whoever lists has to wait for it.
            Thread.Sleep(2);
            return new ListObjectsPage(all[from..to], [], to < all.Count ? all[to - 1].Key.ToString() : null);
        }
    }

    [Fact]
    public void A_version_was_there_no_earlier_than_an_older_one()
    {
        // The newest is an upload in parts that began before the one it followed.
        ListedObject[] versions = [Version("a", 3, 5), Version("a", 2, 10), Version("a", 1, 0)];
        Assert.Equal(["", "1", "1", "3"], new[] { -1, 0, 7, 10 }.Select(seconds => At(versions, seconds)));
        Assert.Equal("", At([Marker("a", 2, 4), Version("a", 1, 0)], 4));
        Assert.Equal("1", At([Marker("a", 2, 4), Version("a", 1, 0)], 3));
        // What nobody tells is not made up.
        Assert.Null(At([Version("a", 0, 9)], 5));
        Assert.Null(At([Version("a", 0, 9), Version("a", 1, 2)], 5));
        Assert.Null(At([Version("a", 1, 0) with { LastModified = null }], 5));
        Assert.Equal("null", At([Version("a", 2, 9), Version("a", 0, 2)], 5));
    }

    [Fact]
    public void Versions_and_markers_in_two_groups_are_put_together()
    {
        using ScriptedServer server = new(static peer =>
        {
            _ = peer.ReadRequest();
            peer.Send(Document(Entry("Version", "a", "2", 4) + Entry("Version", "a", "1", 0) + Entry("Version", "b", "5", 0) + Entry("DeleteMarker", "a", "3", 8, isLatest: true) + Entry("DeleteMarker", "b", "6", 9, isLatest: true), ""));
        });
        using S3Client client = Clients.For(server);
        ListObjectsPage page = client.ListObjectVersions(new ListObjectsRequest("bkt"), default).Value;
        Assert.Equal(["3", "2", "1", "6", "5"], page.Objects.Select(static found => found.Version!.Id));
        Assert.Equal([true, false, false, true, false], page.Objects.Select(static found => found.Version!.IsDeleteMarker));
        Assert.Equal(0, page.Objects[0].Size);
    }

    [Fact]
    public void The_marker_of_the_only_key_of_a_page_comes_first()
    {
        using ScriptedServer server = new(static peer =>
        {
            _ = peer.ReadRequest();
            peer.Send(Document(Entry("Version", "a", "1", 0) + Entry("DeleteMarker", "a", "2", 8, isLatest: true), ""));
        });
        using S3Client client = Clients.For(server);
        Assert.Equal(["2", "1"], client.ListObjectVersions(new ListObjectsRequest("bkt"), default).Value.Objects.Select(static found => found.Version!.Id));
    }

    [Fact]
    public void What_a_listing_of_objects_says_of_versions_pins_nothing()
    {
        using ScriptedServer server = new(static peer =>
        {
            _ = peer.ReadRequest();
            peer.Send(Answer("<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</Key><VersionId>7</VersionId><IsLatest>true</IsLatest><Size>1</Size></Contents></ListBucketResult>"));
        });
        using S3Client client = Clients.For(server);
        Assert.Null(Assert.Single(client.ListObjects(new ListObjectsRequest("bkt"), default).Value.Objects).Version);
    }

    [Fact]
    public void A_marker_that_comes_again_or_is_not_encoded_loses_and_doubles_nothing()
    {
        using ScriptedServer server = new(static peer =>
        {
            while (peer.ReadRequest() is { } request)
                peer.Send(request.Contains("version-id-marker=3", StringComparison.Ordinal) && request.Contains("key-marker=b%2B", StringComparison.Ordinal)
                    ? Document(Entry("Version", "b%2B", "2", 0) + Entry("Version", "c", "9", 0), "")
                    : Document(Entry("Version", "a", "1", 0) + Entry("Version", "b%2B", "4", 4) + Entry("Version", "b%2B", "3", 2), "<NextKeyMarker>b+</NextKeyMarker><NextVersionIdMarker>3</NextVersionIdMarker>"));
        });
        using S3Client client = Clients.For(server);
        ListObjectsPage page = client.ListObjectVersions(new ListObjectsRequest("bkt") { MaxKeys = 3, StartAfter = new ObjectKey("a") }, default).Value;
        Assert.Equal(["4", "3", "2", "9"], page.Objects.Select(static found => found.Version!.Id));
        Assert.Equal(new ObjectKey("b+"), page.Objects[0].Key);
        Assert.Null(page.NextToken);
    }

    [Theory]
    [InlineData("<IsTruncated>true</IsTruncated>")]
    [InlineData("")]
    public void A_page_that_does_not_say_where_it_goes_on_is_no_end(string said)
    {
        using ScriptedServer server = new(peer =>
        {
            _ = peer.ReadRequest();
            peer.Send(Answer($"<ListVersionsResult><EncodingType>url</EncodingType>{said}{Entry("Version", "a", "1", 0)}</ListVersionsResult>"));
        });
        using S3Client client = Clients.For(server);
        Assert.Contains("cannot be known", client.ListObjectVersions(new ListObjectsRequest("bkt"), default).Error!.Message, StringComparison.Ordinal);
    }

    // Empty for none, null where the store does not tell.
    static string? At(ListedObject[] versions, int seconds) =>
        VersionHistory.TryFind(versions, 0, versions.Length, Start.AddSeconds(seconds), out ListedObject? found) ? found?.Version!.Id ?? "" : null;

    static ListedObject Version(string key, int id, int seconds) =>
        new(new ObjectKey(key), 1, "\"e\"", Start.AddSeconds(seconds), null) { Version = new ObjectVersion(id == 0 ? ObjectVersion.Null : id.ToString(CultureInfo.InvariantCulture), IsLatest: false, IsDeleteMarker: false) };

    static ListedObject Marker(string key, int id, int seconds) => Version(key, id, seconds) with { Version = new ObjectVersion(id.ToString(CultureInfo.InvariantCulture), IsLatest: true, IsDeleteMarker: true) };

    static string Entry(string element, string key, string id, int seconds, bool isLatest = false) =>
        $"<{element}><Key>{key}</Key><VersionId>{id}</VersionId><IsLatest>{(isLatest ? "true" : "false")}</IsLatest><LastModified>2026-03-01T12:00:{seconds:D2}.000Z</LastModified>{(element == "Version" ? "<ETag>&quot;e&quot;</ETag><Size>1</Size>" : "")}</{element}>";

    static string Document(string entries, string markers) =>
        Answer($"<ListVersionsResult><EncodingType>url</EncodingType><IsTruncated>{(markers.Length > 0 ? "true" : "false")}</IsTruncated>{markers}{entries}</ListVersionsResult>");

    static string Answer(string body) => $"HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nContent-Length: {body.Length}\r\n\r\n{body}";
}
