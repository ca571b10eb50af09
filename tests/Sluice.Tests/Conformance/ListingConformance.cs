using System.Globalization;
using Sluice.S3;

namespace Sluice.Tests.Conformance;

/// <summary>Pages, prefixes, delimiters and start-after, alone and together.</summary>
public abstract class ListingConformance(Store store) : StoreConformance(store)
{
    static readonly string[] Tree = ["a", "a/1", "a/2", "a/b/3", "a0", "b/", "b/1", "c", "d/e/f/g", "ä/ö", "ä/ü"];

    [Fact]
    public void An_empty_bucket_lists_nothing()
    {
        (List<ListedObject> objects, List<ObjectKey> prefixes, int pages) = ListAll(new ListObjectsRequest(Bucket));
        Assert.Empty(objects);
        Assert.Empty(prefixes);
        Assert.Equal(1, pages);
    }

    [Fact]
    public void A_listing_says_size_etag_and_time()
    {
        string tag = Put("object", Bytes(1234)).ETag!;
        ListedObject listed = Assert.Single(ListAll(new ListObjectsRequest(Bucket)).Objects);
        Assert.Equal((Key("object"), 1234, tag), (listed.Key, listed.Size, listed.ETag));
        TimeSpan apart = (Head("object").LastModified!.Value - listed.LastModified!.Value).Duration();
        Assert.True(apart < TimeSpan.FromSeconds(2), $"HEAD and listing disagree by {apart}.");
    }

    [Theory]
    [InlineData("", "", "", "a|a/1|a/2|a/b/3|a0|b/|b/1|c|d/e/f/g|ä/ö|ä/ü", "")]
    [InlineData("a", "", "", "a|a/1|a/2|a/b/3|a0", "")]
    [InlineData("a/", "", "", "a/1|a/2|a/b/3", "")]
    [InlineData("", "/", "", "a|a0|c", "a/|b/|d/|ä/")]
    [InlineData("a/", "/", "", "a/1|a/2", "a/b/")]
    [InlineData("a", "/", "", "a|a0", "a/")]
    [InlineData("b/", "/", "", "b/|b/1", "")]
    [InlineData("ä/", "/", "", "ä/ö|ä/ü", "")]
    [InlineData("", "e/", "", "a|a/1|a/2|a/b/3|a0|b/|b/1|c|ä/ö|ä/ü", "d/e/")]
    [InlineData("none", "/", "", "", "")]
    [InlineData("", "", "a/2", "a/b/3|a0|b/|b/1|c|d/e/f/g|ä/ö|ä/ü", "")]
    [InlineData("", "", "a/20", "a/b/3|a0|b/|b/1|c|d/e/f/g|ä/ö|ä/ü", "")] // no such key
    [InlineData("a/", "", "a/1", "a/2|a/b/3", "")]
    [InlineData("", "/", "a0", "c", "b/|d/|ä/")]
    [InlineData("", "", "ä/ü", "", "")]
    public void Every_page_size_lists_the_same(string prefix, string delimiter, string startAfter, string objects, string prefixes)
    {
        foreach (string key in Tree)
            Put(key, Bytes(1));
        foreach (int pageSize in new[] { 1, 2, 3, 1000 })
        {
            (List<ListedObject> listed, List<ObjectKey> rolledUp, _) = ListAll(new ListObjectsRequest(Bucket)
            {
                Prefix = Key(prefix),
                Delimiter = Key(delimiter),
                StartAfter = Key(startAfter),
                MaxKeys = pageSize,
            });
            Assert.Equal(objects, string.Join('|', listed.Select(static found => found.Key)));
            Assert.Equal(prefixes, string.Join('|', rolledUp));
        }
    }

    [Fact]
    public void More_than_a_page_lists_each_key_once()
    {
        string[] keys = [.. Enumerable.Range(0, 1005).Select(static number => number.ToString("d5", CultureInfo.InvariantCulture))];
        Parallel.ForEach(keys, new ParallelOptions { MaxDegreeOfParallelism = 8 }, key => Put(key, []));
        (List<ListedObject> objects, _, int pages) = ListAll(new ListObjectsRequest(Bucket));
        Assert.Equal(keys, objects.Select(static found => found.Key.ToString()));
        Assert.Equal(2, pages);
        Assert.Empty(Ok(Client.DeleteObjects(new DeleteObjectsRequest(Bucket, [.. keys.Take(1000).Select(Key)]), default)).Failed);
        Assert.Equal(5, ListAll(new ListObjectsRequest(Bucket)).Objects.Count);
    }
}
