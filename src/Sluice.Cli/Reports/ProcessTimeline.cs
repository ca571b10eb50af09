namespace Sluice.Cli.Reports;

/// <summary>A processing over time, in steps that become longer with the run: always at most so many.</summary>
sealed class ProcessTimeline
{
    /// <summary>Steps at most: as many points as a wide screen has columns.</summary>
    public const int Most = 1200;

    /// <summary>Values of a step.</summary>
    public const int Done = 0, Failed = 1, Fetching = 2, Waiting = 3, Running = 4, Kinds = 5;

    readonly double[][] _sums = [.. Enumerable.Range(0, Kinds).Select(static _ => new double[Most])];

    /// <summary>Seconds of a step.</summary>
    public double Step { get; private set; } = 0.1;

    /// <summary>Steps so far.</summary>
    public int Count { get; private set; }

    /// <summary>A value of a step: objects a second, or how many there were on average.</summary>
    public double Value(int kind, int step) => _sums[kind][step] / Step;

    /// <summary>Takes an attempt that ended at a moment, and what it did before: seconds since the beginning.</summary>
    /// <param name="ended">When it ended.</param>
    /// <param name="isDone">What became of its object; null when another attempt follows.</param>
    /// <param name="start">When it began.</param>
    /// <param name="fetched">When the object's bytes were at hand.</param>
    /// <param name="begun">When its program began.</param>
    /// <param name="finished">When that ended.</param>
    public void Add(double ended, bool? isDone, double start, double fetched, double begun, double finished)
    {
        int last = IndexOf(Math.Max(ended, finished));
        Count = Math.Max(Count, last + 1);
        if (isDone is { } good)
            _sums[good ? Done : Failed][IndexOf(ended)]++;
        Span(Fetching, start, fetched);
        Span(Waiting, fetched, begun);
        Span(Running, begun, finished);
    }

    int IndexOf(double moment)
    {
        while (moment >= Step * Most)
            Merge();
        return (int)(Math.Max(moment, 0) / Step);
    }

    void Span(int kind, double from, double to)
    {
        from = Math.Max(from, 0);
        for (int at = IndexOf(from); from < to && at < Most; at++)
        {
            double end = Math.Min(to, (at + 1) * Step);
            _sums[kind][at] += Math.Max(end - from, 0);
            from = end;
        }
    }

    void Merge()
    {
        foreach (double[] sums in _sums)
        {
            for (int at = 0; at < Most / 2; at++)
                sums[at] = sums[2 * at] + sums[2 * at + 1];
            sums.AsSpan(Most / 2).Clear();
        }
        Step *= 2;
        Count = (Count + 1) / 2;
    }
}
