using Sluice.Jobs.Claims;

namespace Sluice.Jobs.Watching;

/// <summary>A job at a moment, as a page shows it.</summary>
/// <param name="State">How far it is.</param>
/// <param name="Now">The store's time.</param>
/// <param name="Bytes">Bytes of items that have an outcome, as they were listed; null where that is not known.</param>
/// <param name="Claimed">Chunks that a worker has, whose lease has not run out.</param>
/// <param name="Expired">Chunks whose lease has run out: another worker takes them over.</param>
/// <param name="Workers">Who has leases, by the age of the oldest.</param>
/// <param name="UnreadLeases">Leases of which it is not known whose they are.</param>
/// <param name="Pace">How fast it goes.</param>
/// <param name="Failures">Why items did not arrive.</param>
/// <param name="Bins">The chunks in order, a few in each.</param>
public sealed record JobView(JobState State, DateTimeOffset Now, long? Bytes, int Claimed, int Expired, IReadOnlyList<WorkerView> Workers, int UnreadLeases, JobPace Pace, FailureSummary Failures, IReadOnlyList<ChunkBin> Bins)
{
    /// <summary>Chunks that nobody has.</summary>
    public int Free => State.Chunks - State.SealedChunks - Claimed - Expired;

    internal static JobView From(JobState state, ChunkBoard board, FailureSummary failures, DateTimeOffset now, TimeSpan lasts, int bins)
    {
        int claimed = 0, expired = 0, unread = 0;
        Dictionary<string, List<ChunkMark>> workers = new(StringComparer.Ordinal);
        foreach (ChunkMark mark in board.Open)
        {
            ChunkState at = StateOf(mark, now, lasts);
            if (at is not (ChunkState.Claimed or ChunkState.Expired))
                continue;
            (claimed, expired) = at == ChunkState.Claimed ? (claimed + 1, expired) : (claimed, expired + 1);
            if (mark.Lease is not { } lease)
                unread++;
            else if (workers.TryGetValue(lease.Worker, out List<ChunkMark>? others))
                others.Add(mark);
            else
                workers[lease.Worker] = [mark];
        }
        WorkerView[] views = [.. workers.Select(worker => new WorkerView(worker.Key, [.. worker.Value.Select(static mark => mark.Name)], now - worker.Value.Max(static mark => mark.Leased!.Value), now - worker.Value.Min(static mark => mark.Leased!.Value), worker.Value.Max(static mark => mark.Lease!.Attempt), worker.Value.Min(mark => mark.Leased!.Value + mark.LastsOf(lasts)) - now))
            .OrderByDescending(static worker => worker.Oldest)];
        return new JobView(state, now, state.Bytes, claimed, expired, views, unread, JobPace.From(board.Ordered, state, state.Bytes, now, claimed), failures, BinsOf(board, now, lasts, bins));
    }

    static ChunkState StateOf(ChunkMark mark, DateTimeOffset now, TimeSpan lasts) =>
        mark.IsSealed ? mark.IsDamaged || mark.Failed + mark.Gone > 0 ? ChunkState.Failing : ChunkState.Done
        : mark.Leased is not { } written || mark.Lease is { IsFree: true } ? ChunkState.Free
        : now - written < mark.LastsOf(lasts) ? ChunkState.Claimed : ChunkState.Expired;

    static List<ChunkBin> BinsOf(ChunkBoard board, DateTimeOffset now, TimeSpan lasts, int bins)
    {
        ChunkMark[] chunks = [.. board.Ordered.Where(static mark => mark.IsThere)];
        List<ChunkBin> all = [];
        int each = Math.Max(1, (chunks.Length + bins - 1) / Math.Max(1, bins));
        for (int at = 0; at < chunks.Length; at += each)
        {
            int[] counts = new int[5];
            ArraySegment<ChunkMark> some = new(chunks, at, Math.Min(each, chunks.Length - at));
            foreach (ChunkMark mark in some)
                counts[(int)StateOf(mark, now, lasts)]++;
            all.Add(new ChunkBin(some[0].Name, some[^1].Name, counts[0], counts[1], counts[2], counts[3], counts[4]));
        }
        return all;
    }

    enum ChunkState
    {
        Done,
        Failing,
        Claimed,
        Expired,
        Free,
    }
}

/// <summary>A worker, as its leases tell of it.</summary>
/// <param name="Name">Its name; empty where the lease cannot be read.</param>
/// <param name="Chunks">What it has in hand.</param>
/// <param name="Newest">How long ago it was heard of, by the store's clock.</param>
/// <param name="Oldest">Age of its oldest lease.</param>
/// <param name="Attempt">The highest attempt at one of them: one more than workers that died over it.</param>
/// <param name="Left">How long the first of its leases to run out still lasts; negative for one that has run out.</param>
public sealed record WorkerView(string Name, IReadOnlyList<string> Chunks, TimeSpan Newest, TimeSpan Oldest, int Attempt, TimeSpan Left);

/// <summary>Some chunks that follow one another, by state.</summary>
/// <param name="First">The first one's name.</param>
/// <param name="Last">The last one's.</param>
/// <param name="Done">Sealed; every item is done or was left out.</param>
/// <param name="Failing">Sealed; some items did not arrive, or what became of them cannot be read.</param>
/// <param name="Claimed">A worker has them.</param>
/// <param name="Expired">A worker had them, and its lease has run out.</param>
/// <param name="Free">Nobody has them.</param>
public sealed record ChunkBin(string First, string Last, int Done, int Failing, int Claimed, int Expired, int Free);
