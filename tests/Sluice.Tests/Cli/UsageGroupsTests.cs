using Sluice.Cli.Commands;
using Sluice.S3;

namespace Sluice.Tests.Cli;

public sealed class UsageGroupsTests
{
    static readonly DateTimeOffset Now = new(2026, 11, 28, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Ages_are_told_apart_at_their_bounds_from_the_youngest()
    {
        UsageGroups groups = new(UsageBy.Age, 0, Now);
        // -1: of a store whose clock is ahead.
        foreach (double days in new[] { 400, 365, 364.9, 90, 30, 7, 1, 0.99, -1 })
            groups.Add(new ListedObject(new ObjectKey("k"), 1, null, Now.AddDays(-days), null));
        groups.Add(new ListedObject(new ObjectKey("k"), null, null, null, null));
        Assert.Equal([("younger than 1d", new(2, 2, 0)), ("1d to 7d", new(1, 1, 0)), ("7d to 30d", new(1, 1, 0)), ("30d to 90d", new(1, 1, 0)), ("90d to 365d", new(2, 2, 0)), ("365d or older", new(2, 2, 0)), ("age not told", new UsageSum(1, 0, 1))], groups.All.ToArray());
    }

    [Fact]
    public void Memory_is_bounded_whatever_classes_a_store_names()
    {
        UsageGroups groups = new(UsageBy.Class, 0, Now);
        for (int i = 0; i < 1000; i++)
            groups.Add(new ListedObject(new ObjectKey("k"), 1, null, Now, $"CLASS_{i}"));
        Assert.Equal(101, groups.All.Count());
        Assert.Equal(("others", new UsageSum(900, 900, 0)), groups.All.Last());
    }
}
