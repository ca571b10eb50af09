namespace Sluice.Benchmarking;

/// <summary>Whether the figures of a result that was read can have been measured: JSON may say -1 bytes, or 1e999 seconds.</summary>
internal static class ResultCheck
{
    // Above all that a machine can count, and far from where sums of doubles lose their meaning.
    const double Largest = 1e18;

    /// <summary>The first figure that cannot be, as a sentence; null when all can.</summary>
    public static string? Problem(BenchResult result)
    {
        BenchTotals total = result.Total;
        if (result.Iterations.Any(static round => round is null) || result.Timeline.Any(static second => second is null) || result.Decisions.Any(static decision => decision is null)
            || result.Remarks.Any(static remark => remark is null))
            return "A list has null for an entry.";
        if (!AreCounts(total.Seconds, total.Objects, total.Failed, total.Bytes, total.Requests, total.Retries, total.Throttles, total.Connections,
            total.UserCpu, total.SystemCpu, total.PeakMemory, total.GcPause, total.AllocatedBytes) || total.Collections.Any(static count => count < 0))
            return Say("total");
        if (!AreCounts(result.Machine.Cores, result.Machine.Memory, result.Machine.InterfaceSpeed ?? 0))
            return Say("machine");
        if (!AreAllowed(result.Settings))
            return Say("settings");
        foreach ((string name, Distribution? distribution) in (ReadOnlySpan<(string, Distribution?)>)[("object_bytes_per_second", result.ObjectThroughput),
            ("second_bytes_per_second", result.SecondThroughput), ("first_byte_seconds", result.FirstByte), ("latency_seconds", result.Latency)])
        {
            if (distribution is not null && !IsOrdered(distribution))
                return Say(name);
        }
        if (!IsAscending(result.FirstByteHistogram))
            return Say("first_byte_histogram");
        if (!IsAscending(result.LatencyHistogram))
            return Say("latency_histogram");
        if (!result.Iterations.All(static round => AreCounts(round.Seconds, round.Objects, round.Bytes, round.CpuSeconds)))
            return Say("iterations");
        if (!result.Timeline.All(static second => Math.Abs(second.At) < Largest
            && AreCounts(second.Seconds, second.Bytes, second.Requests, second.Retries, second.Throttles, second.Concurrency, second.CpuShare)))
            return Say("timeline");
        return result.Decisions.All(static made => AreCounts(made.From, made.To, made.BytesPerSecond, made.RequestsPerSecond, made.CpuShare)) ? null : Say("decisions");
    }

    static bool AreCounts(params ReadOnlySpan<double> figures)
    {
        foreach (double figure in figures)
        {
            if (!(figure is >= 0 and <= Largest))
                return false;
        }
        return true;
    }

    static bool AreAllowed(BenchSettings settings) => AreCounts(settings.ObjectSize ?? 0, settings.Objects, settings.Iterations ?? 0, settings.Duration ?? 0, settings.WarmUp,
        settings.Concurrency ?? 0, settings.FileParallelism ?? 0, settings.PartSize ?? 0, settings.MaxConnections ?? 0, settings.IoThreads ?? 0, settings.ChunkSize ?? 0);

    static bool IsOrdered(Distribution of)
    {
        double[] percentiles = [of.P0, of.P5, of.P25, of.P50, of.P75, of.P90, of.P95, of.P99, of.P100];
        return of.Count > 0 && AreCounts(of.Mean, of.StandardDeviation) && AreCounts(percentiles) && percentiles.SequenceEqual(percentiles.Order());
    }

    static bool IsAscending(Histogram? histogram)
    {
        double edge = 0;
        foreach (HistogramBucket? bucket in histogram?.Buckets ?? [])
        {
            if (bucket is null || !AreCounts(bucket.From, bucket.To, bucket.Count) || bucket.From < edge || bucket.To <= bucket.From)
                return false;
            edge = bucket.To;
        }
        return true;
    }

    static string Say(string member) => $"The figures of '{member}' cannot have been measured: a negative one, one that is no number, or percentiles out of order.";
}
