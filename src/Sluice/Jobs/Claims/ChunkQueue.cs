using Sluice.Failures;
using Sluice.Jobs.Store;

namespace Sluice.Jobs.Claims;

/// <summary>What of a job is left to claim, as listings of its store told. Lists again when it knows of nothing more.</summary>
/// <param name="store">The job.</param>
/// <param name="claims">Claims.</param>
/// <param name="patience">How long a chunk that is another one's is left alone; null where it stays that.</param>
/// <param name="worker">This worker.</param>
/// <param name="start">Where to begin, as a share of the chunks: workers that begin at once take different ones.</param>
/// <param name="clock">The clock of waits.</param>
/// <param name="share">How many of the chunks are between that and where the next worker begins; 1 where that is not known.</param>
internal sealed class ChunkQueue(JobStore store, IChunkClaims claims, TimeSpan? patience, string worker, double start, TimeProvider clock, double share = 1) : IChunkQueue
{
    // Threads of a worker look for each other. Whoever has sealed the last chunk that it knows of looks at once.
    static readonly TimeSpan Between = TimeSpan.FromSeconds(0.9);
    // Left chunks that are asked for one by one instead of listed, how many of them at once, and how many are tried that others turn out to have.
    const int MostAsked = 40, AskedAtOnce = 8, MostTries = 4;
    // While more of a large job's chunks are in hand, and more than one in so many workers has one, none is done a second time: that would hold the others up where stores are what limits.
    const int FewHeld = 8, FewWorkers = 16;
    // Requests of a try that finds a chunk to be sealed: a claim, whose lease it is, how old, its take-over, the seal.
    const int WastedByOne = 5;

    readonly WorkerPlace _place = new(start, share);
    readonly Lock _gate = new();
    // Guarded by _gate; aside are those that cannot be read.
    readonly HashSet<string> _mine = [];
    readonly HashSet<string> _sealed = [], _aside = [];
    readonly Dictionary<string, long> _others = [];
    readonly SlowChunks _slow = new(claims.Lasts ?? TimeSpan.MaxValue, clock);
    readonly ChunkListing _listing = new(store, claims.Lasts);
    readonly SharedSurvey _shared = new(store, worker, claims.Lasts, SharedSurvey.PeriodOf(claims.Lasts ?? TimeSpan.MaxValue), clock);
    readonly Random _random = new(worker.Aggregate(17, static (seed, letter) => unchecked((seed * 31) + letter)));
    List<string> _left = [];
    int _next;
    long _listed, _surveyed, _adopted;
    // Tries since then that found a chunk to be another one's, or sealed.
    int _wasted;
    bool _isPlanned, _isShared, _isCrowded, _hasSealed;
    // Chunks of the plan that the last listing had, and did not have.
    int _written, _missing;
    // The first chunk of the page that a worker of a large job begins with, null where everything is listed; and whether it has gone on to what one lists for all.
    int? _window;

    /// <inheritdoc/>
    public TimeSpan? Lasts => claims.Lasts;

    /// <inheritdoc/>
    public string? Awaited
    {
        get { lock (_gate) return patience is null ? null : _left.Find(chunk => !_sealed.Contains(chunk) && !_mine.Contains(chunk)); }
    }

    /// <inheritdoc/>
    public ChunkClaim? TryTake(CancellationToken cancellationToken, out bool isOver)
    {
        isOver = false;
        for (int tries = 0; tries < MostTries || patience is null; tries++)
        {
            if (Candidate(cancellationToken, out isOver) is not { } chunk)
                return isOver ? null : TrySecond(cancellationToken);
            long asked = clock.GetTimestamp();
            bool isClaimed;
            lock (_gate)
                isClaimed = _slow.Has(chunk);
            // What others seem to have had may be sealed: to look costs less than to take its lease over.
            bool isSealed = isClaimed && IsSealed(chunk, CancellationToken.None);
            // Not given up half way: a claim whose answer nobody waits for keeps the chunk from others.
            ChunkClaim? claim = isSealed ? null : claims.TryClaim(chunk, isClaimed, CancellationToken.None);
            // Sealed since it was listed: what was claimed is nothing.
            isSealed = isSealed || claim is not null && IsSealed(chunk, CancellationToken.None);
            if (claim is not null && !isSealed)
            {
                claim.Begun = claim.HeldSince = asked;
                return claim;
            }
            lock (_gate)
            {
                _mine.Remove(chunk);
                _ = isSealed ? _sealed.Add(chunk) : _slow.Found(chunk, asked);
                _others[chunk] = clock.GetTimestamp();
                _wasted++;
                Survey(cancellationToken);
            }
        }
        return null;
    }

    /// <inheritdoc/>
    // Another one may have done it a second time.
    public bool Renew(ChunkClaim claim, CancellationToken cancellationToken) => (claim.IsSecond || claims.Renew(claim, cancellationToken)) && !IsSealed(claim.Chunk, cancellationToken);

    bool IsSealed(string chunk, CancellationToken cancellationToken) => store.Read(JobNames.Seal(chunk), cancellationToken) is not null;

    /// <inheritdoc/>
    // The next listing finds halves: whoever was not killed by them is not to be now. What is left of a large object is done before another one is begun.
    public void Add(IReadOnlyList<string> chunks, CancellationToken cancellationToken)
    {
        lock (_gate)
            _left.InsertRange(Math.Min(_next, _left.Count), chunks.Where(static chunk => JobNames.ParentOf(chunk) is not null && chunk is not [.., '.', '0' or '1']));
    }

    /// <inheritdoc/>
    // Its lease stays: nobody looks at that of a sealed chunk.
    public void Complete(ChunkClaim claim, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _mine.Remove(claim.Chunk);
            _hasSealed = _sealed.Add(claim.Chunk);
            _slow.Done(clock.GetElapsedTime(claim.Begun));
        }
    }

    /// <inheritdoc/>
    public void GiveBack(ChunkClaim claim, CancellationToken cancellationToken)
    {
        if (!claim.IsSecond)
            claims.Abandon(claim, cancellationToken);
        lock (_gate)
        {
            _mine.Remove(claim.Chunk);
            _others[claim.Chunk] = clock.GetTimestamp();
        }
    }

    /// <inheritdoc/>
    public void SetAside(ChunkClaim claim, CancellationToken cancellationToken)
    {
        GiveBack(claim, cancellationToken);
        lock (_gate)
            _ = _aside.Add(claim.Chunk) && _left.Remove(claim.Chunk);
    }

    // Nothing is left to claim: what is still another one's after half the time that this worker's own chunks take, and was renewed, is done a second time, by one worker; the first seal wins.
    ChunkClaim? TrySecond(CancellationToken cancellationToken)
    {
        long asked = clock.GetTimestamp();
        string? slow;
        lock (_gate)
        {
            slow = !_isPlanned || _isCrowded || patience is null ? null : _slow.Next(_left.Where(chunk => !_sealed.Contains(chunk) && !_mine.Contains(chunk) && !JobNames.IsHalf(chunk)));
            if (slow is null)
                return null;
            _mine.Add(slow);
        }
        TimeSpan? held = claims.HeldFor(slow, cancellationToken);
        bool isSlow;
        lock (_gate)
            isSlow = _slow.IsSlow(slow, held);
        if (isSlow
            && store.Create(JobNames.Second(slow), System.Text.Encoding.UTF8.GetBytes(worker), cancellationToken) is not null
            && !IsSealed(slow, cancellationToken))
            return new ChunkClaim(slow, 2) { IsSecond = true, Begun = asked, HeldSince = asked, Lasts = claims.Lasts };
        lock (_gate)
            _mine.Remove(slow);
        return null;
    }

    string? Candidate(CancellationToken cancellationToken, out bool isOver)
    {
        lock (_gate)
        {
            isOver = false;
            if (Take() is { } chunk)
                return chunk;
            if (_listed != 0 && clock.GetElapsedTime(_listed) < Between && !(_hasSealed && _mine.Count == 0))
                return null;
            bool isListed = Look(cancellationToken, out isOver);
            (_listed, _hasSealed) = (clock.GetTimestamp(), false);
            chunk = Take();
            if (isListed && chunk is null && _isPlanned && (patience is null ? _mine.Count == 0 : _left.Count == 0))
            {
                if (_missing > 0)
                    throw SharedSurvey.Lost(_missing);
                isOver = true;
                // Of a large job that stands in what one lists for all; and one that some of cannot be read is not over.
                if (patience is not null && _window is null && _aside.Count == 0)
                    store.Write(JobNames.Over, default, cancellationToken);
            }
            return chunk;
        }
    }

    // Under the gate, so that one thread looks for all. True when everything was listed.
    bool Look(CancellationToken cancellationToken, out bool isOver)
    {
        isOver = false;
        if (_window is not null)
            return (_isShared = true) && Ask(cancellationToken);
        // Few are left: a question for each of some costs less than pages of names of which most are known (S3 pricing: a listing is twelve reads).
        if (_isPlanned && patience is not null && _left.Count is > 0 and < MostAsked)
        {
            // Whoever found the end first has told it; what this worker knows of is looked at all the same, for a retry may have begun anew.
            bool isTold = store.Read(JobNames.Over, cancellationToken) is not null;
            for (int asked = isTold ? _left.Count : AskedAtOnce; asked > 0 && _left.Count > 0; asked--)
            {
                _next %= _left.Count;
                string chunk = _left[_next];
                if (_sealed.Contains(chunk) || !_mine.Contains(chunk) && JobState.ReadSeal(store, chunk, cancellationToken) is { } seal && Sealed(seal))
                    _left.RemoveAt(_next);
                else
                    _next++;
            }
            isOver = isTold && _left.Count == 0;
            if (isOver || _left.Count > 0)
                return false;
        }
        // The plan first: chunks that are listed after its end was seen are all. Then seals: one that halves is there before its halves count.
        JobPlan? plan = JobState.ReadPlan(store, cancellationToken);
        bool isFirst = _listed == 0, isGrowing = isFirst || !_isPlanned;
        _isPlanned = plan is not null;
        // Of a large job a page from where this worker begins. One that is still planned is as large as what is written.
        int planned = plan?.Chunks ?? (isFirst && patience is not null ? _listing.Written(cancellationToken) : _written);
        if (patience is not null && planned > WorkerPlace.Window && isGrowing)
        {
            _shared.Begin(cancellationToken);
            _window = _place.WindowOf(planned);
        }
        if (_window is null || _place.HasMany(planned))
            _sealed.UnionWith(_listing.Sealed(_window, cancellationToken));
        List<string> chunks = _listing.Chunks(_window, cancellationToken);
        _left = [.. _listing.Left(chunks, _sealed, cancellationToken).Where(chunk => !_aside.Contains(chunk))];
        _written = chunks.Count(static chunk => chunk.Length == JobNames.Digits);
        if (_window is not null && _place.HasOthers)
            _left.RemoveAll(chunk => !_place.IsOwn(chunk, planned));
        _next = !isFirst ? 0 : _window is null ? _place.First(_left.Count) : Math.Max(0, _left.FindIndex(chunk => string.CompareOrdinal(chunk, JobNames.Numbered(_place.First(planned))) >= 0));
        if (_window is not null)
            return false;
        _missing = (plan?.Chunks ?? 0) - ChunkListing.Planned(chunks, _sealed);
        return true;
    }

    // Under the gate. True when everything was listed, by whomever.
    bool Ask(CancellationToken cancellationToken)
    {
        if (_shared.Ask(static (own, _) => own, cancellationToken) is not var (survey, isOver))
            return false;
        (_isPlanned, _missing) = (survey.IsPlanned, survey.Lost);
        long now = clock.GetTimestamp();
        if (survey.Number != _adopted || survey.Free.Count > WorkerPlace.Window)
        {
            _adopted = survey.Number;
            // Others have read it, too: whether one is still free is looked at first.
            _left = [.. survey.Some(WorkerPlace.Window, _place.Workers, _random).Where(chunk => !_sealed.Contains(chunk) && !_aside.Contains(chunk))];
            _next = 0;
            foreach (string chunk in _left)
                _slow.Found(chunk, now);
            foreach (string chunk in survey.Held.Where(_slow.Has))
                _others.TryAdd(chunk, now);
            _slow.Leave(survey.Seconds);
            _isCrowded = _place.HasOthers && survey.Held.Count > Math.Max(FewHeld, _place.Workers / FewWorkers);
        }
        return isOver || survey.HasOnly(_aside);
    }

    // Under the gate. This worker has come to where others are: it asks once who has what, and goes on somewhere else, instead of trying chunk after chunk behind them.
    void Survey(CancellationToken cancellationToken)
    {
        if (_isShared && _wasted >= MostTries / 2 && !Ask(cancellationToken))
            _wasted = 0;
        // Again when as many requests were wasted as it takes: two listings, of a thousand names a page.
        int pages = _window is null ? 2 + ((_left.Count + _sealed.Count) / 500) : 2;
        if (_isShared || patience is not { } wait || _left.Count < MostAsked || _surveyed != 0 && clock.GetElapsedTime(_surveyed) < wait / 2 && _wasted * WastedByOne < pages)
            return;
        _sealed.UnionWith(_listing.Sealed(_window, cancellationToken));
        long now = clock.GetTimestamp();
        foreach (string chunk in _listing.Held(_window, cancellationToken).Where(chunk => !_sealed.Contains(chunk)))
        {
            _others[chunk] = now;
            _slow.Found(chunk, now);
        }
        _left.RemoveAll(_sealed.Contains);
        _next = _left.Count == 0 ? 0 : _random.Next(_left.Count);
        (_surveyed, _wasted) = (clock.GetTimestamp(), 0);
    }

    bool Sealed(ChunkSeal seal)
    {
        _left.AddRange(seal.Halves.Where(static half => !JobNames.IsJoin(half)));
        return _sealed.Add(seal.Chunk);
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
