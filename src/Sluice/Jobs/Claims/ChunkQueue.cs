using Sluice.Jobs.Store;

namespace Sluice.Jobs.Claims;

/// <summary>What of a job is left to claim, as listings of its store told. Lists again when it knows of nothing more.</summary>
/// <param name="store">The job.</param>
/// <param name="claims">Claims.</param>
/// <param name="patience">How long a chunk that is another one's is left alone; null where it stays that.</param>
/// <param name="start">Where to begin, as a share of the chunks: workers that begin at once take different ones.</param>
/// <param name="clock">The clock of waits.</param>
internal sealed class ChunkQueue(JobStore store, IChunkClaims claims, TimeSpan? patience, double start, TimeProvider clock) : IChunkQueue
{
    // Listings of a job with ten thousand chunks are some dozen requests.
    static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly HashSet<string> _mine = [];
    readonly HashSet<string> _sealed = [];
    readonly Dictionary<string, long> _others = [];
    readonly ChunkFamily _family = new(store);
    List<string> _left = [];
    int _next;
    long _listed;
    bool _isPlanned;

    /// <inheritdoc/>
    public TimeSpan? Lasts => claims.Lasts;

    /// <inheritdoc/>
    public ChunkClaim? TryTake(CancellationToken cancellationToken, out bool isOver)
    {
        while (Candidate(cancellationToken, out isOver) is { } chunk)
        {
            long asked = clock.GetTimestamp();
            ChunkClaim? claim = claims.TryClaim(chunk, cancellationToken);
            // Sealed since it was listed: what was claimed is nothing.
            bool isSealed = claim is not null && store.Read(JobNames.Seal(chunk), cancellationToken) is not null;
            if (claim is not null && !isSealed)
            {
                claim.HeldSince = asked;
                return claim;
            }
            lock (_gate)
            {
                _mine.Remove(chunk);
                if (isSealed)
                    _sealed.Add(chunk);
                else
                    _others[chunk] = clock.GetTimestamp();
            }
        }
        return null;
    }

    /// <inheritdoc/>
    public bool Renew(ChunkClaim claim, CancellationToken cancellationToken) => claims.Renew(claim, cancellationToken);

    /// <inheritdoc/>
    // Its lease stays: nobody looks at that of a sealed chunk.
    public void Complete(ChunkClaim claim, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _mine.Remove(claim.Chunk);
            _sealed.Add(claim.Chunk);
        }
    }

    /// <inheritdoc/>
    public void GiveBack(ChunkClaim claim, CancellationToken cancellationToken)
    {
        claims.Abandon(claim, cancellationToken);
        lock (_gate)
        {
            _mine.Remove(claim.Chunk);
            _others[claim.Chunk] = clock.GetTimestamp();
        }
    }

    string? Candidate(CancellationToken cancellationToken, out bool isOver)
    {
        lock (_gate)
        {
            isOver = false;
            if (Take() is { } chunk)
                return chunk;
            if (_listed != 0 && clock.GetElapsedTime(_listed) < Between)
                return null;
            List();
            chunk = Take();
            isOver = chunk is null && _isPlanned && (patience is null ? _mine.Count == 0 : _left.Count == 0);
            return chunk;
        }

        // Under the gate, so that one thread lists for all.
        void List()
        {
            // The plan first: chunks that are listed after its end was seen are all. Then seals: one that halves is there before its halves count.
            _isPlanned = store.Read(JobNames.Plan, cancellationToken) is not null;
            foreach (JobEntry entry in store.List(JobNames.Seals, "", cancellationToken))
                _sealed.Add(entry.Name[JobNames.Seals.Length..]);
            bool isFirst = _listed == 0;
            _left = [.. store.List(JobNames.Chunks, "", cancellationToken).Select(static entry => JobNames.ChunkOf(entry.Name)).OfType<string>()
                .Where(chunk => !_sealed.Contains(chunk) && _family.Counts(chunk, cancellationToken))];
            _next = isFirst ? (int)(_left.Count * start) : 0;
            _listed = clock.GetTimestamp();
        }
    }

    // Under the gate.
    string? Take()
    {
        for (int tried = 0; tried < _left.Count; tried++)
        {
            string chunk = _left[(_next + tried) % _left.Count];
            if (_sealed.Contains(chunk) || _mine.Contains(chunk) || _others.TryGetValue(chunk, out long since) && (patience is not { } wait || clock.GetElapsedTime(since) < wait))
                continue;
            _next = (_next + tried + 1) % _left.Count;
            _mine.Add(chunk);
            return chunk;
        }
        return null;
    }
}
