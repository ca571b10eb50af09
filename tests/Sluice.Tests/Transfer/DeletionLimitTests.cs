using Sluice.Transfer;

namespace Sluice.Tests.Transfer;

public sealed class DeletionLimitTests
{
    [Theory]
    [InlineData("0", 0, 10, true)]
    [InlineData("0", 1, 10, false)]
    [InlineData("3", 3, 10, true)]
    [InlineData("3", 4, 10, false)]
    [InlineData("10%", 1, 10, true)]
    [InlineData("10%", 2, 10, false)]
    [InlineData("0.5%", 1, 199, false)]
    [InlineData("0.5%", 1, 200, true)]
    [InlineData("100%", 10, 10, true)]
    [InlineData("0%", 1, 1, false)]
    public void Allows_so_many_or_a_share_and_not_one_more(string text, long removals, long items, bool allowed)
    {
        Assert.True(DeletionLimit.TryParse(text, out DeletionLimit limit, out _));
        Assert.Equal(allowed, limit.Allows(removals, items));
        Assert.Equal(text, limit.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("101%")]
    [InlineData("-1%")]
    [InlineData("%")]
    [InlineData("ten")]
    [InlineData("NaN%")]
    [InlineData("5 %")]
    [InlineData("99999999999999999999")]
    public void Refuses_what_is_neither(string text)
    {
        Assert.False(DeletionLimit.TryParse(text, out _, out string problem));
        Assert.Contains("give a number of items", problem, StringComparison.Ordinal);
    }
}
