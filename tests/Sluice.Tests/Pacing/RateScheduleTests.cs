using Sluice.Pacing;

namespace Sluice.Tests.Pacing;

public sealed class RateScheduleTests
{
    static readonly RateSchedule Days = RateSchedule.From([new(null, new(8, 0), 10), new(null, new(18, 0), null), new(DayOfWeek.Sunday, new(8, 0), 3)]);

    [Theory]
    // 2026-11-23 is a Monday.
    [InlineData("2026-11-23T07:59:59", null)]
    [InlineData("2026-11-23T08:00:00", 10.0)]
    [InlineData("2026-11-23T17:59:59", 10.0)]
    [InlineData("2026-11-23T18:00:00", null)]
    [InlineData("2026-11-22T09:00:00", 3.0)]
    [InlineData("2026-11-22T18:00:00", null)]
    public void The_last_change_before_a_time_holds_and_a_days_own_replaces_every_days(string time, double? expected) =>
        Assert.Equal(expected, Days.At(DateTime.Parse(time)));

    [Fact]
    public void The_last_change_of_a_week_holds_until_the_first_of_the_next()
    {
        RateSchedule weekend = RateSchedule.From([new(DayOfWeek.Monday, new(8, 0), 5), new(DayOfWeek.Friday, new(18, 0), null)]);
        Assert.Null(weekend.At(new DateTime(2026, 11, 28, 23, 59, 0)));
        Assert.Null(weekend.At(new DateTime(2026, 11, 29, 0, 0, 0)));
        Assert.Null(weekend.At(new DateTime(2026, 11, 30, 7, 59, 0)));
        Assert.Equal(5, weekend.At(new DateTime(2026, 11, 30, 8, 0, 0)));
        RateSchedule one = RateSchedule.From([new(DayOfWeek.Wednesday, new(12, 0), 7)]);
        Assert.Equal(7, one.At(new DateTime(2026, 11, 22, 0, 0, 0)));
    }

    [Fact]
    public void A_clock_that_is_set_forward_and_back_is_followed_as_it_shows()
    {
        TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        RateSchedule night = RateSchedule.From([new(null, new(2, 30), 9), new(null, new(4, 0), null)]);
        double? At(string utc) => night.At(TimeZoneInfo.ConvertTime(DateTimeOffset.Parse(utc), berlin).DateTime);
        // 2027-03-28: 02:00 becomes 03:00, and 02:30 is left out.
        Assert.Null(At("2027-03-28T00:59:00Z"));
        Assert.Equal(9, At("2027-03-28T01:00:00Z"));
        // 2027-10-31: 03:00 becomes 02:00, so that 02:30 comes twice.
        Assert.Equal(9, At("2027-10-31T00:30:00Z"));
        Assert.Null(At("2027-10-31T01:00:00Z"));
        Assert.Equal(9, At("2027-10-31T01:30:00Z"));
    }

    [Fact]
    public void What_makes_no_timetable_is_refused()
    {
        Assert.Throws<ArgumentException>(() => RateSchedule.From([]));
        Assert.Throws<ArgumentException>(() => RateSchedule.Constant(0));
        Assert.Throws<ArgumentException>(() => RateSchedule.Constant(double.NaN));
        Assert.Throws<ArgumentException>(() => RateSchedule.From([new(null, new(8, 0), 1), new(null, new(8, 0), 2)]));
    }
}
