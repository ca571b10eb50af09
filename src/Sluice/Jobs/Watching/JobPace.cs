namespace Sluice.Jobs.Watching;

/// <summary>How fast a job goes, by when its chunks were sealed, as the store's listings say.</summary>
/// <param name="Began">When the first chunk was sealed; null for none.</param>
/// <param name="Last">When the last one was.</param>
/// <param name="Window">What rates are of: the time of the last seals, up to now.</param>
/// <param name="ItemsPerSecond">Items that get an outcome; null before there are two seals.</param>
/// <param name="BytesPerSecond">Their bytes, as they were listed; null where that is not known.</param>
/// <param name="LeftByItems">Time until all items have an outcome at this rate; null where there is no rate, no end of the plan, or nothing left.</param>
/// <param name="LeftByBytes">The same by bytes.</param>
/// <param name="Steps">What was sealed in each step of time since <paramref name="Began"/>.</param>
/// <param name="Step">Length of a step.</param>
public sealed record JobPace(DateTimeOffset? Began, DateTimeOffset? Last, TimeSpan Window, double? ItemsPerSecond, double? BytesPerSecond, TimeSpan? LeftByItems, TimeSpan? LeftByBytes, IReadOnlyList<PaceStep> Steps, TimeSpan Step)
{
    // Chunks end in lumps: a rate is that of as many seals as there are workers' chunks, four times over.
    const int LeastSeals = 16, SealsOfEach = 4, MostSteps = 120;
    static readonly TimeSpan LeastWindow = TimeSpan.FromSeconds(30), LongestLeft = TimeSpan.FromDays(3650);
    static readonly int[] StepSeconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];

    internal static JobPace From(IEnumerable<ChunkMark> chunks, JobState state, long? bytes, DateTimeOffset now, int claimed)
    {
        ChunkMark[] sealedChunks = [.. chunks.Where(static mark => mark.IsCounted && (mark.Items > 0 || mark.Bytes > 0)).OrderBy(static mark => mark.Sealed)];
        if (sealedChunks.Length == 0)
            return new JobPace(null, null, TimeSpan.Zero, null, null, null, null, [], TimeSpan.FromSeconds(1));
        (DateTimeOffset began, DateTimeOffset last) = (sealedChunks[0].Sealed, sealedChunks[^1].Sealed);
        DateTimeOffset until = state.IsOver || now < last ? last : now;
        // 1 The rate of now, or of all when it is over.
        int most = state.IsOver ? sealedChunks.Length : Math.Max(LeastSeals, claimed * SealsOfEach);
        DateTimeOffset since = sealedChunks[^Math.Min(most, sealedChunks.Length)].Sealed;
        if (!state.IsOver && until - since < LeastWindow)
            since = until - LeastWindow > began ? until - LeastWindow : began;
        double seconds = Math.Max(1, (until - since).TotalSeconds);
        // The first seal of a window ends what was done before it.
        ChunkMark[] counted = [.. sealedChunks.Where(mark => mark.Sealed > since)];
        if (counted.Length == 0 && sealedChunks.Length > 1)
            counted = [.. sealedChunks.Where(mark => mark.Sealed >= since)];
        double? items = sealedChunks.Length < 2 ? null : counted.Sum(static mark => mark.Items) / seconds;
        double? rate = items is null || bytes is null ? null : counted.Sum(static mark => mark.Bytes ?? 0) / seconds;
        // 2 What is left.
        bool isLeft = state is { IsOver: false, Plan: not null, Pending: > 0 };
        // 3 All of it in steps.
        TimeSpan step = TimeSpan.FromSeconds(StepSeconds.FirstOrDefault(length => (until - began).TotalSeconds / length < MostSteps, Math.Max(86400, (int)((until - began).TotalSeconds / MostSteps) + 1)));
        PaceStep[] steps = new PaceStep[(int)Math.Min(MostSteps, (until - began) / step) + 1];
        foreach (ChunkMark mark in sealedChunks)
        {
            ref PaceStep one = ref steps[Math.Clamp((int)((mark.Sealed - began) / step), 0, steps.Length - 1)];
            one = new PaceStep(one.Items + mark.Items, one.NotArrived + mark.Failed + mark.Gone, one.Bytes + (mark.Bytes ?? 0));
        }
        return new JobPace(began, last, until - since, items, rate, isLeft ? Left(state.Pending, items) : null, isLeft && bytes is { } done ? Left(state.Plan!.Bytes - done, rate) : null, steps, step);
    }

    static TimeSpan? Left(long pending, double? rate) => rate is > 0 and { } each && pending / each < LongestLeft.TotalSeconds ? TimeSpan.FromSeconds(Math.Max(0, pending / each)) : null;
}

/// <summary>What was sealed in a step of time.</summary>
/// <param name="Items">Items.</param>
/// <param name="NotArrived">Those of them that did not arrive, and were not done again since.</param>
/// <param name="Bytes">Their bytes, as they were listed.</param>
public readonly record struct PaceStep(long Items, long NotArrived, long Bytes);
