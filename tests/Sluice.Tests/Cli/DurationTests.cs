using Sluice.Cli.Options;
using Sluice.Endpoint.Faults;
using Sluice.Processing;

namespace Sluice.Tests.Cli;

public sealed class DurationTests
{
    [Theory]
    [InlineData("-Infinitys")]
    [InlineData("Infinityd")]
    [InlineData("NaNs")]
    [InlineData("-1s")]
    [InlineData("1e400s")]
    [InlineData("999999999999999999999999999999d")]
    [InlineData("s")]
    public void What_is_no_finite_length_of_time_is_refused(string text)
    {
        Assert.False(Age.TryParse(text, out _));
        Assert.False(TimeArgument.TryParseAge(text, out _, out _) && !text.StartsWith('9'));
        Assert.False(ProcessTimeout.TryParse(text, out _));
        Assert.False(FaultPlan.TryParse($"latency={text}", out _, out _));
    }

    [Theory]
    [InlineData("999999999h")]
    [InlineData("NaN%")]
    [InlineData("-Infinity%")]
    public void A_timeout_longer_than_a_century_or_of_no_number_is_refused(string text) => Assert.False(ProcessTimeout.TryParse(text, out _));

    [Theory]
    [InlineData("soon,fail=NaN%")]
    [InlineData("now,fail=-Infinity%")]
    [InlineData("now,fail=Infinity%")]
    public void A_share_of_failures_is_a_number(string text) => Assert.False(ProcessHalt.TryParse(text, out _));

    [Fact]
    public void A_rate_of_a_prefix_is_finite() => Assert.False(FaultPlan.TryParse("prefix-rate=Infinity/s", out _, out _));

    [Fact]
    public void Between_two_looks_at_a_restore_a_timer_can_wait() =>
        Assert.Contains(new Sluice.Transfer.ArchiveRestore { Days = 1, WaitInterval = TimeSpan.FromDays(60) }.Problems(), static problem => problem.Contains("7 days at most", StringComparison.Ordinal));
}
