namespace Sluice.Cli.Reports.Charts;

/// <summary>An axis: what it measures, from where to where, and which of its places are named.</summary>
sealed record ChartAxis
{
    // A narrow chart has room for so many names below each other, or beside each other; a wide one for more.
    const int Few = 5, Many = 11;

    ChartAxis(ChartUnit unit, string name, double from, double to, bool isLogarithmic)
    {
        Unit = unit;
        Name = name;
        From = from;
        To = to > from ? to : from + 1;
        IsLogarithmic = isLogarithmic;
    }

    /// <summary>What it measures.</summary>
    public ChartUnit Unit { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Where it begins.</summary>
    public double From { get; }

    /// <summary>Where it ends; more than where it begins.</summary>
    public double To { get; }

    /// <summary>Each step multiplies.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>The places that are named.</summary>
    public IReadOnlyList<ChartTick> Ticks { get; private init; } = [];

    /// <summary>An axis from 0 up to a little more than the largest value.</summary>
    /// <param name="unit">What it measures.</param>
    /// <param name="name">Its name.</param>
    /// <param name="least">It goes at least so far.</param>
    /// <param name="largest">The largest value.</param>
    public static ChartAxis Up(ChartUnit unit, string name, double least, double largest)
    {
        ChartAxis axis = new(unit, name, 0, Math.Max(least, largest * 1.08), isLogarithmic: false);
        return axis with { Ticks = [.. axis.Every(RoundSteps.Least(unit, axis.To, Few))] };
    }

    /// <summary>An axis of moments, from the first to the last.</summary>
    public static ChartAxis OverTime(string name, double from, double to)
    {
        ChartAxis axis = new(ChartUnit.Moment, name, from, to, isLogarithmic: false);
        double coarse = RoundSteps.Least(ChartUnit.Moment, axis.To - axis.From, Few - 1);
        double fine = RoundSteps.Within(ChartUnit.Moment, coarse, axis.To - axis.From, Many - 1);
        return axis with { Ticks = [.. axis.Every(fine, coarse)] };
    }

    /// <summary>A logarithmic axis of times; both ends are more than 0.</summary>
    public static ChartAxis OverTimes(string name, double from, double to)
    {
        ChartAxis axis = new(ChartUnit.Time, name, from, to, isLogarithmic: true);
        int first = (int)Math.Ceiling(Math.Log10(axis.From) - 1e-9), last = (int)Math.Floor(Math.Log10(axis.To) + 1e-9);
        // Where decades are few, 2 and 5 of each have room too; where they are many, not even each of them.
        int decades = last - first + 1, every = (decades + Few - 1) / Few;
        List<ChartTick> ticks = [];
        for (int decade = first - 1; decade <= last; decade++)
        {
            foreach (int digit in (ReadOnlySpan<int>)[1, 2, 5])
            {
                double value = digit * Math.Pow(10, decade);
                if (value >= axis.From * (1 - 1e-9) && value <= axis.To * (1 + 1e-9) && (digit == 1 || decades < Few))
                    ticks.Add(new ChartTick(axis.Place(value), ChartWords.Of(ChartUnit.Time, value), decades > 1 && (digit != 1 || (decade - first) % every != 0)));
            }
        }
        if (ticks.Count < 2)
            ticks = [new(0, Output.Numbers.Time(axis.From)), new(1, Output.Numbers.Time(axis.To))];
        return axis with { Ticks = ticks };
    }

    /// <summary>Where a value lies: 0 at the beginning, 1 at the end.</summary>
    public double Place(double value)
    {
        double share = IsLogarithmic ? Math.Log(value / From) / Math.Log(To / From) : (value - From) / (To - From);
        return double.IsNaN(share) ? 0 : Math.Clamp(share, 0, 1);
    }

    // Multiples of a step; those that are no multiple of the coarse one are fine.
    IEnumerable<ChartTick> Every(double step, double coarse = 0)
    {
        long each = coarse > 0 ? (long)Math.Round(coarse / step) : 1;
        for (long at = (long)Math.Ceiling(From / step - 1e-9); at * step <= To + step * 1e-9; at++)
            yield return new ChartTick(Place(at * step), ChartWords.Of(Unit, at * step, step), at % each != 0);
    }
}
