using Sluice.Cli.Limits;
using Sluice.Cli.Options;
using Sluice.Engine;
using Sluice.Pacing;

namespace Sluice.Tests.Cli;

public sealed class RateTextTests
{
    [Theory]
    [InlineData("500MB/s", 500_000_000.0)]
    [InlineData("500MB", 500_000_000.0)]
    [InlineData("1.5GiB/s", 1.5 * (1L << 30))]
    [InlineData(" 64KiB/S ", 65536.0)]
    [InlineData("off", null)]
    [InlineData("OFF", null)]
    public void A_rate_has_a_unit_and_may_say_per_second(string text, double? expected)
    {
        Assert.True(RateText.TryParse(text, out RateSchedule? rate, out string problem), problem);
        Assert.Equal(expected, rate?.At(DateTime.Now));
    }

    [Theory]
    [InlineData("500", "unit is missing")]
    [InlineData("500M", "can mean")]
    [InlineData("10Mb/s", "bits by custom")]
    [InlineData("10Mib", "bits by custom")]
    [InlineData("-1MB", "cannot be negative")]
    [InlineData("0MB", "write off")]
    [InlineData("10B", "1KB/s is the least")]
    [InlineData("fast", "write a number")]
    [InlineData("10MB/min", "not a unit")]
    [InlineData("25:00,10MB", "HH:MM")]
    [InlineData("8:00,10MB", "HH:MM")]
    [InlineData("08:00,10MB 18:00", "a comma and the rate")]
    [InlineData("Mond-08:00,10MB", "one of Mon")]
    [InlineData("08:00,10MB 08:00,off", "same time")]
    [InlineData("08:00,0B", "write off")]
    [InlineData("", "write a number")]
    public void A_rate_that_is_none_is_told_why(string text, string expected)
    {
        Assert.False(RateText.TryParse(text, out _, out string problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("08:00,10MB/s 18:00,off")]
    [InlineData("Mon-08:00,1.5MB/s Fri-18:00,off 00:00,3MiB/s")]
    [InlineData("20MB/s")]
    [InlineData("off")]
    [InlineData("1234567B/s")]
    public void What_is_shown_can_be_typed_again(string text)
    {
        Assert.True(RateText.TryParse(text, out RateSchedule? schedule, out _));
        Assert.Equal(text == "1234567B/s" ? "1234.567KB/s" : text, RateText.Format(schedule));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("ten")]
    [InlineData("1e3")]
    [InlineData("2000000")]
    public void Requests_per_second_are_a_number_above_zero(string text) => Assert.False(RateText.TryParseRequests(text, out _, out _));

    [Fact]
    public void A_change_is_applied_whole_and_what_it_does_not_name_stays()
    {
        RunLimits limits = new() { Concurrency = 4 };
        LimitChange change = new(Bandwidth: "20MB/s", RequestsPerSecond: "2.5", Memory: "64MiB");
        Assert.Empty(change.Problems());
        change.ApplyTo(limits);
        Assert.Equal((20e6, 2.5, 64L << 20, 4), (limits.Traffic.BytesPerSecond, limits.Traffic.Requests!.At(DateTime.Now), limits.Memory, limits.Concurrency));
        new LimitChange(Bandwidth: "off", RequestsPerSecond: "off", Memory: "auto", Concurrency: "auto").ApplyTo(limits);
        Assert.Equal((null, null, null, null), (limits.Traffic.BytesPerSecond, limits.Traffic.Requests, limits.Memory, limits.Concurrency));
        Assert.Equal(4, new LimitChange("x", "x", "1KB", "0").Problems().Count);
    }

    [Fact]
    public void A_command_line_is_shown_without_secrets_and_without_control_characters()
    {
        string text = CommandText.Of(["cp", "http://key:pass@host/b?X-Amz-Signature=abc", "--endpoint-url=http://u:p@h:1", "--session-token", "t0p", "--password=x", "s3://profile@bucket/k\u001b[31m", "a b"]);
        Assert.Equal(@"sluice cp 'http://***@host/b?***' '--endpoint-url=http://***@h:1' --session-token '***' '--password=***' $'s3://profile@bucket/k\033[31m' 'a b'", text);
        Assert.True(CommandText.Of([new string('x', 10_000)]).Length < 600);
    }
}
