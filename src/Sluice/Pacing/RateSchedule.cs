namespace Sluice.Pacing;

/// <summary>
/// How many of something there may be per second: always the same, or by a timetable that repeats every week. The timetable is
/// read off the local wall clock, so in the hour that the clocks are set back what is written there holds twice, and what is
/// written in the hour that is left out holds from its end.
/// </summary>
public sealed class RateSchedule
{
    const int MinutesOfDay = 24 * 60;
    const int MinutesOfWeek = 7 * MinutesOfDay;

    // By minute of the week.
    readonly (int Minute, double? PerSecond)[] _week;

    RateSchedule(IReadOnlyList<RateChange> changes, (int, double?)[] week) => (Changes, _week) = (changes, week);

    /// <summary>The timetable as given; one change on every day at 00:00 when the rate is always the same.</summary>
    public IReadOnlyList<RateChange> Changes { get; }

    /// <summary>The same at all times.</summary>
    public static RateSchedule Constant(double perSecond) => From([new RateChange(null, TimeOnly.MinValue, perSecond)]);

    /// <summary>A timetable; what comes first in the week also holds from its last change on. Throws <see cref="ArgumentException"/> for none, for two at the same time, and for a rate that is not above 0.</summary>
    public static RateSchedule From(IReadOnlyList<RateChange> changes)
    {
        if (changes.Count == 0)
            throw new ArgumentException("A timetable needs at least one change.", nameof(changes));
        SortedDictionary<int, double?> week = [];
        HashSet<(DayOfWeek?, int)> seen = [];
        // Those of a day of the week come after those of every day, and replace them.
        foreach (RateChange change in changes.OrderBy(static change => change.Day is not null))
        {
            if (change.PerSecond is { } rate && !(rate > 0 && double.IsFinite(rate)))
                throw new ArgumentException("A rate is above 0.", nameof(changes));
            int minute = change.At.Hour * 60 + change.At.Minute;
            if (!seen.Add((change.Day, minute)))
                throw new ArgumentException("A timetable has one rate at a time.", nameof(changes));
            for (int day = 0; day < 7; day++)
                if (change.Day is null || (int)change.Day == day)
                    week[day * MinutesOfDay + minute] = change.PerSecond;
        }
        return new RateSchedule([.. changes], [.. week.Select(static pair => (pair.Key, pair.Value))]);
    }

    /// <summary>What holds at a local time; null for no limit.</summary>
    public double? At(DateTime local)
    {
        int now = (int)local.DayOfWeek * MinutesOfDay + local.Hour * 60 + local.Minute;
        // Before the first change of the week the last one of the week before holds.
        double? rate = _week[^1].PerSecond;
        foreach ((int minute, double? perSecond) in _week)
        {
            if (minute > now)
                break;
            rate = perSecond;
        }
        return rate;
    }
}
