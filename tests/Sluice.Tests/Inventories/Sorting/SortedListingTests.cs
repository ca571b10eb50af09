using System.Text;
using Sluice.Failures;
using Sluice.Inventories.Sorting;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Tests.Inventories.Sorting;

public sealed class SortedListingTests
{
    static readonly S3Tree Tree = Places.Of(null!, new S3Location(null, "b", default));

    [Theory]
    [InlineData(0, 10, 3)]
    [InlineData(9, 10, 3)]
    [InlineData(10, 10, 3)]
    [InlineData(1000, 10, 3)]
    [InlineData(997, 7, 2)]
    public void Any_number_of_items_comes_in_order_with_all_that_was_listed_of_them(int count, int mostItems, int mostFiles)
    {
        Random random = new(count);
        TreeEntry[] items = [.. Enumerable.Range(0, count).Select(number => Item($"k{random.Next():x}/{number}", number, number % 3 == 0 ? "GLACIER" : null, number % 2 == 0 ? $"v{number}" : null))];
        using SortedListing sorted = new(new Listed(items), Tree, CancellationToken.None, mostItems, mostFiles);
        Assert.Equal(items.OrderBy(static item => item.Text, StringComparer.Ordinal).Select(Text), Read(sorted).Select(Text));
        Assert.Null(sorted.Error);
    }

    [Fact]
    public void Of_a_name_that_comes_twice_the_later_object_counts()
    {
        TreeEntry[] items = [Item("a", 1), Item("b", 5), Item("c", 2), Item("b", 9), Item("b", 7)];
        using SortedListing sorted = new(new Listed(items), Tree, CancellationToken.None, mostItems: 2);
        Assert.Equal([("a", 1L), ("b", 9L), ("c", 2L)], Read(sorted).Select(static item => (item.Text, item.Size!.Value)));
    }

    [Fact]
    public void A_name_that_comes_with_two_versions_however_far_apart_is_an_error_before_any_item()
    {
        TreeEntry[] items = [Item("b", 5, version: "v1"), .. Enumerable.Range(0, 20).Select(static number => Item($"k{number}", number)), Item("b", 5, version: "v2")];
        using SortedListing sorted = new(new Listed(items), Tree, CancellationToken.None, mostItems: 2, mostFiles: 3);
        Assert.Empty(Read(sorted));
        Assert.Equal("TwoVersions", sorted.Error!.Code);
        using SortedListing same = new(new Listed([Item("b", 5, version: "v1"), Item("a", 1), Item("b", 5, version: "v1")]), Tree, CancellationToken.None, mostItems: 1);
        Assert.Equal(["a ", "b v1"], Read(same).Select(static item => $"{item.Text} {item.Object!.Value.Version?.Id}"));
    }

    [Fact]
    public void A_listing_that_ends_early_gives_nothing_because_what_is_missing_may_come_first()
    {
        Failure cut = Failure.Local("Cut", "It ended.");
        using SortedListing sorted = new(new Listed([Item("b", 1)]) { Ends = cut }, Tree, CancellationToken.None);
        Assert.Empty(Read(sorted));
        Assert.Same(cut, sorted.Error);
    }

    static TreeEntry Item(string name, int number, string? storage = null, string? version = null)
    {
        DateTimeOffset time = DateTimeOffset.UnixEpoch.AddYears(50).AddSeconds(number);
        ObjectKey key = new(name);
        return new TreeEntry(Encoding.UTF8.GetBytes(name), number, time) { Object = new ListedObject(key, number, $"\"{number:x}\"", time, storage) { Version = ObjectVersion.Named(version) } };
    }

    static string Text(TreeEntry item) => $"{item.Text} {item.Size} {item.Modified:O} {item.Object!.Value.Key} {item.Object.Value.ETag} {item.Object.Value.StorageClass} {item.Object.Value.Version?.Id}";

    static List<TreeEntry> Read(TreeListing listing)
    {
        List<TreeEntry> found = [];
        while (listing.TryNext(out TreeEntry item))
            found.Add(item);
        return found;
    }

    sealed class Listed(TreeEntry[] items) : TreeListing
    {
        int _next;

        public Failure? Ends { get; init; }

        public override Failure? Error => Ends;

        public override bool TryNext(out TreeEntry item)
        {
            bool any = _next < items.Length;
            item = any ? items[_next++] : default;
            return any;
        }

        public override void Dispose() { }
    }
}
