using System.Globalization;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Store;

namespace Sluice.Jobs;

/// <summary>How far a job is, from listings of its store: listed = done + skipped + missing + changed + denied + failed + quarantined + pending.</summary>
/// <param name="Job">What it is.</param>
/// <param name="Plan">The end of its plan; null while it is created.</param>
/// <param name="Chunks">Chunks that there are.</param>
/// <param name="SealedChunks">Chunks that are sealed.</param>
/// <param name="Items">Items of all chunks so far.</param>
/// <param name="Outcomes">Items of sealed chunks by outcome.</param>
/// <param name="Leases">Chunks that a worker has claimed and not sealed, and since when, by the store's clock, it has not renewed that.</param>
/// <param name="IsCancelled">It was cancelled.</param>
public sealed record JobState(JobDefinition Job, JobPlan? Plan, int Chunks, int SealedChunks, long Items, OutcomeCounts Outcomes, IReadOnlyDictionary<string, TimeSpan> Leases, bool IsCancelled)
{
    /// <summary>Items that no seal names yet.</summary>
    public long Pending => Items - Outcomes.Ended;

    /// <summary>True when nothing is left to do.</summary>
    public bool IsOver => Plan is not null && Chunks == SealedChunks;

    /// <summary>True when nothing is left to do, and yet not every item is accounted for: the store has lost chunks, or seals of them cannot be read.</summary>
    public bool IsDamaged => IsOver && Pending != 0;

    /// <summary>Code of the failure to read a job that is there.</summary>
    public const string Damaged = "BadJob";

    /// <summary>The job of a store; null when there is none. Throws <see cref="FailureException"/> when the store fails, and for one that is damaged.</summary>
    public static JobDefinition? Find(JobStore store, CancellationToken cancellationToken) =>
        store.Read(JobNames.Job, cancellationToken) is not { } file ? null
        : JobJson.Read(file.Content, JobJson.Default.JobDefinition) ?? throw new FailureException(Failure.Local(Damaged, "The job's file (job.json) cannot be read."));

    /// <summary>Looks; null when there is no job.</summary>
    public static JobState? Read(JobStore store, CancellationToken cancellationToken)
    {
        if (Find(store, cancellationToken) is not { } job)
            return null;
        JobPlan? plan = ReadPlan(store, cancellationToken);
        HashSet<string> sealedChunks = [.. store.List(JobNames.Seals, "", cancellationToken).Select(static entry => entry.Name[JobNames.Seals.Length..])];
        // Seals first: one that halves is there before its halves count.
        ChunkFamily family = new(store);
        List<string> chunks = [.. store.List(JobNames.Chunks, "", cancellationToken).Select(static entry => JobNames.ChunkOf(entry.Name)).OfType<string>().Where(chunk => family.Counts(chunk, cancellationToken))];
        OutcomeCounts outcomes = default;
        HashSet<string> counted = [];
        foreach (JobEntry entry in store.List(JobNames.Tallies, "", cancellationToken))
            if (TryRead(entry.Name[JobNames.Tallies.Length..], out string chunk, out OutcomeCounts counts) && sealedChunks.Contains(chunk) && counted.Add(chunk))
                outcomes = Sum(outcomes, counts);
        // A worker died between a seal and its tally.
        foreach (string chunk in sealedChunks.Except(counted))
            if (ReadSeal(store, chunk, cancellationToken) is { } seal)
                outcomes = Sum(outcomes, seal.Counts);
        foreach (JobEntry entry in store.List(JobNames.Retries, "", cancellationToken))
            if (TryRead(entry.Name[JobNames.Retries.Length..], out _, out OutcomeCounts again))
                outcomes = Sum(outcomes, new OutcomeCounts(0, 0, 0, 0, -again.Denied, -again.Failed, -again.Quarantined));
        Dictionary<string, TimeSpan> leases = [];
        foreach (JobEntry entry in store.List(JobNames.Leases, "", cancellationToken))
            if (!sealedChunks.Contains(entry.Name[JobNames.Leases.Length..]))
                leases[entry.Name[JobNames.Leases.Length..]] = store.Now - entry.Modified;
        long items = plan?.Items ?? 0;
        // Halves have the items of the chunk that they are of.
        if (plan is null && chunks.LastOrDefault(static chunk => chunk.Length == JobNames.Digits) is { } last && store.Read(JobNames.Chunk(last), cancellationToken) is { } file && ChunkFile.Read(last, file.Content, job.Hash) is var content)
            items = content.ItemsBefore + content.Items.Count;
        return new JobState(job, plan, chunks.Count, chunks.Count(sealedChunks.Contains), items, outcomes, leases, store.Read(JobNames.Cancelled, cancellationToken) is not null);
    }

    /// <summary>The end of the plan; null while the job is created. Throws <see cref="FailureException"/> when the store fails, and for one that is damaged.</summary>
    internal static JobPlan? ReadPlan(JobStore store, CancellationToken cancellationToken) =>
        store.Read(JobNames.Plan, cancellationToken) is not { } file ? null
        : JobJson.Read(file.Content, JobJson.Default.JobPlan) ?? throw new FailureException(Failure.Local(Damaged, "The job's plan (plan.json) cannot be read."));

    internal static ChunkSeal? ReadSeal(JobStore store, string chunk, CancellationToken cancellationToken) => JobJson.Read(store.Read(JobNames.Seal(chunk), cancellationToken)?.Content, JobJson.Default.ChunkSeal);

    static bool TryRead(string tally, out string chunk, out OutcomeCounts counts)
    {
        counts = default;
        string[] parts = tally.Split('_');
        chunk = parts[0];
        long[] numbers = new long[7];
        for (int at = 0; at < numbers.Length; at++)
            if (parts.Length != numbers.Length + 1 || !long.TryParse(parts[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[at]))
                return false;
        counts = new OutcomeCounts(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]);
        return true;
    }

    internal static OutcomeCounts Sum(OutcomeCounts a, OutcomeCounts b) =>
        new(a.Done + b.Done, a.Skipped + b.Skipped, a.Missing + b.Missing, a.Changed + b.Changed, a.Denied + b.Denied, a.Failed + b.Failed, a.Quarantined + b.Quarantined);
}
