namespace Sluice.Pacing;

/// <summary>A line of a timetable.</summary>
/// <param name="Day">The day of the week; null for every day that has no change of its own at that time.</param>
/// <param name="At">The time of day by the local clock; seconds do not count.</param>
/// <param name="PerSecond">The rate from then on; null for no limit.</param>
public readonly record struct RateChange(DayOfWeek? Day, TimeOnly At, double? PerSecond);
