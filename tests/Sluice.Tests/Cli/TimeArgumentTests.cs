using Sluice.Cli.Options;

namespace Sluice.Tests.Cli;

public sealed class TimeArgumentTests
{
    static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("24h", "2026-11-21T12:00:00Z")]
    [InlineData("7d", "2026-11-15T12:00:00Z")]
    [InlineData("2w", "2026-11-08T12:00:00Z")]
    [InlineData("1d12h30m5s", "2026-11-20T23:29:55Z")]
    [InlineData("1.5h", "2026-11-22T10:30:00Z")]
    [InlineData("900000w", "0001-01-01T00:00:00Z")]
    [InlineData("2026-11-01", "2026-10-31T22:00:00Z")]
    [InlineData("2026-11-01T10:30", "2026-11-01T08:30:00Z")]
    [InlineData("2026-11-01 10:30:15", "2026-11-01T08:30:15Z")]
    [InlineData("2026-11-01T10:30:15Z", "2026-11-01T10:30:15Z")]
    [InlineData("2026-11-01T10:30:15.250+05:30", "2026-11-01T05:00:15.25Z")]
    [InlineData("20261101T103015Z", "2026-11-01T10:30:15Z")]
    public void Ages_count_back_from_now_and_times_without_a_zone_are_local(string text, string expected)
    {
        Assert.True(TimeArgument.TryParse(text, new Clock(), out DateTimeOffset moment, out string problem), problem);
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), moment);
    }

    [Theory]
    [InlineData("7", "unit is missing")]
    [InlineData("3M", "no one length")]
    [InlineData("1y", "no one length")]
    [InlineData("", "write an age")]
    [InlineData("-5h", "write an age")]
    [InlineData("yesterday", "write an age")]
    [InlineData("2026-13-01", "write an age")]
    [InlineData("99999999999999999999999999d", "longer than the calendar")]
    public void What_is_no_time_is_refused_with_what_to_write(string text, string expected)
    {
        Assert.False(TimeArgument.TryParse(text, new Clock(), out _, out string problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(2), "test", "test");
    }
}
