using Sluice.Transfer.InPlace;

namespace Sluice.Tests.Transfer.InPlace;

public sealed class LookBackTests
{
    [Fact]
    public void The_first_changes_are_all_looked_at_and_then_few_for_ever()
    {
        LookBack looks = new();
        for (int at = 0; at < LookBack.First; at++)
            Assert.True(looks.Next());
        Assert.Equal(100, Enumerable.Range(0, 100 * LookBack.OneOf).Count(_ => looks.Next()));
    }
}
