using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Tests.Trees;

public sealed class MergeJoinTests
{
    sealed class Side(IEnumerable<byte[]> names, Failure? error = null) : TreeListing
    {
        readonly IEnumerator<byte[]> _names = names.GetEnumerator();

        public override Failure? Error => error;

        public override bool TryNext(out TreeEntry item)
        {
            bool more = _names.MoveNext();
            item = more ? new TreeEntry(_names.Current, 0, default) : default;
            return more;
        }

        public override void Dispose() => _names.Dispose();
    }

    static readonly S3Error Broken = new(FailureKind.Network, RetryClass.Never, "gone");

    static byte[][] Names(params string[] names) => [.. names.Select(Encoding.UTF8.GetBytes)];

    static (List<string> Steps, Failure? Error) Walk(TreeListing left, TreeListing right)
    {
        MergeJoin join = new(left, right);
        List<string> steps = [];
        while (join.TryNext(out TreeEntry? a, out TreeEntry? b))
            steps.Add((a is null ? ">" : b is null ? "<" : "=") + Convert.ToHexString((a ?? b)!.Value.Name.Span));
        return (steps, join.Error);
    }

    [Fact]
    public void Every_name_comes_once_in_byte_order_with_the_sides_that_have_it()
    {
        Gen<byte[]> name = Gen.Elements((byte)'a', (byte)'/', (byte)0xff, (byte)0, (byte)0xc3).ArrayOf();
        Prop.ForAll(name.ListOf().Two().ToArbitrary(), static given =>
        {
            SortedSet<ObjectKey> left = [.. given.Item1.Select(static n => new ObjectKey(n))], right = [.. given.Item2.Select(static n => new ObjectKey(n))];
            (List<string> steps, Failure? error) = Walk(new Side(left.Select(static k => k.Memory.ToArray())), new Side(right.Select(static k => k.Memory.ToArray())));
            Assert.Null(error);
            Assert.Equal(new SortedSet<ObjectKey>(left.Union(right)).Select(key => (!right.Contains(key) ? "<" : !left.Contains(key) ? ">" : "=") + Convert.ToHexString(key.Bytes)), steps);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Side_that_breaks_its_order_ends_the_walk_and_names_both()
    {
        (List<string> steps, Failure? error) = Walk(new Side(Names("a", "c", "b")), new Side(Names("a", "b", "c", "d")));
        Assert.Equal(3, steps.Count);
        Assert.Equal("The listing is out of order: b came after c.", error!.Message);
    }

    [Fact]
    public void Name_that_comes_twice_ends_the_walk() =>
        Assert.Contains("out of order", Walk(new Side(Names("a")), new Side(Names("a", "a"))).Error!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_is_told_of_one_side_alone_once_the_other_broke_off(bool leftBreaks)
    {
        TreeListing broken = new Side(Names("a"), Broken), whole = new Side(Names("a", "b", "c"));
        (List<string> steps, Failure? error) = leftBreaks ? Walk(broken, whole) : Walk(whole, broken);
        Assert.Equal(["=61"], steps);
        Assert.Same(Broken, error);
    }
}
