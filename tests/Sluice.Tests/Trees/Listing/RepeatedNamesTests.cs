using Sluice.S3;
using Sluice.Trees.Listing;

namespace Sluice.Tests.Trees.Listing;

/// <summary>Stores that list a name more than once.</summary>
public sealed class RepeatedNamesTests
{
    public static TheoryData<string> Cases => [.. Pages.Keys];

    static readonly Dictionary<string, string[][]> Pages = new()
    {
        ["side by side"] = [["a", "a", "b"], ["c", "d", "d", "d"]],
        ["at the seam of two pages"] = [["a", "b"], ["b", "c", "d"]],
        ["where a page begins before the end of the last one"] = [["a", "b", "c"], ["b", "c", "d"]],
        ["and nothing else is left"] = [["a", "b", "c", "d"], ["d"]],
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_name_that_is_listed_twice_is_given_once_and_said(string how)
    {
        foreach (ListingOrder order in Enum.GetValues<ListingOrder>())
        {
            (List<string> keys, S3Error? error, bool isSaid) = List(Pages[how], new ListObjectsRequest("bucket"), order);
            Assert.Equal((null, true), (error, isSaid));
            Assert.Equal(["a", "b", "c", "d"], keys);
        }
    }

    [Fact]
    public void A_listing_without_order_gives_each_name_once()
    {
        (List<string> keys, S3Error? error, bool isSaid) = List([["d", "a"], ["c", "d", "b", "c"]], new ListObjectsRequest("bucket--use1-az4--x-s3"), ListingOrder.Any);
        Assert.Equal((null, true), (error, isSaid));
        Assert.Equal(["d", "a", "c", "b"], keys);
    }

    [Fact]
    public void One_level_gives_each_object_and_directory_once()
    {
        (List<string> keys, S3Error? error, bool isSaid) = List([["a", "a", "d/", "d/"], ["d/", "e/", "f"]], new ListObjectsRequest("bucket") { Delimiter = new ObjectKey("/") }, ListingOrder.Any);
        Assert.Equal((null, true), (error, isSaid));
        Assert.Equal(["a", "d/", "f", "e/"], keys);
    }

    [Fact]
    public void What_is_merely_out_of_order_is_still_an_error_where_order_is_needed()
    {
        (_, S3Error? error, _) = List([["a", "c"], ["b", "d"]], new ListObjectsRequest("bucket"), ListingOrder.Sorted);
        Assert.Contains("out of order", error?.Message, StringComparison.Ordinal);
    }

    static (List<string> Keys, S3Error? Error, bool IsSaid) List(string[][] pages, ListObjectsRequest request, ListingOrder order)
    {
        PageSource source = (asked, _) =>
        {
            int page = int.Parse(asked.ContinuationToken ?? "0", System.Globalization.CultureInfo.InvariantCulture);
            string[] objects = [.. pages[page].Where(static name => !name.EndsWith('/'))];
            return new ListObjectsPage([.. objects.Select(static name => new ListedObject(new ObjectKey(name), 1, null, null, null))], [.. pages[page].Where(static name => name.EndsWith('/')).Select(static name => new ObjectKey(name))],
                page + 1 < pages.Length ? $"{page + 1}" : null);
        };
        bool isSaid = false;
        using ObjectLister lister = new(source, static () => (0, 0), request, new ListingOptions { Order = order, Parallelism = 1, OnRepeated = () => isSaid = true }, default);
        List<string> keys = [];
        while (lister.TryNext(out ListObjectsPage page))
            keys.AddRange([.. page.Objects.Select(static found => found.Key.ToString()), .. page.CommonPrefixes.Select(static prefix => prefix.ToString())]);
        return (keys, lister.Error, isSaid);
    }
}
