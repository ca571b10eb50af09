using System.Globalization;
using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Claims;
using Sluice.Jobs.Store;

namespace Sluice.Jobs.Watching;

/// <summary>
/// Follows a job by its store alone. <see cref="ReadAll"/> lists everything once; after that <see cref="Look"/> asks as many times as it may, of what can have changed:
/// names behind sealed chunks are not listed again. Methods throw <see cref="FailureException"/> when the store fails, and for a job that is damaged. Not safe for many threads.
/// </summary>
/// <param name="store">The job.</param>
public sealed class JobWatch(JobStore store)
{
    // Every so many requests one looks for what is rare: a cancellation, a retry, a seal whose worker died before its tally.
    const int RareEvery = 8;

    ChunkBoard _board = new();
    ChunkFamily _family = new(store);
    readonly FailureCauses _causes = new(store);
    JobCheck? _check;
    readonly HashSet<string> _untold = new(StringComparer.Ordinal);
    JobDefinition? _job;
    JobPlan? _plan;
    long _items;
    bool _isCancelled, _isDeleted;
    int _turn, _rare, _planning, _tallies, _leases, _seals;

    /// <summary>The job; null before <see cref="ReadAll"/> has found one.</summary>
    public JobDefinition? Job => _job;

    /// <summary>Chunks that were planned, without halves and retries: their names are the numbers from 0.</summary>
    public int Planned { get; private set; }

    /// <summary>Reads all of it anew; false when there is no job. About four listings of all chunks.</summary>
    public bool ReadAll(CancellationToken cancellationToken)
    {
        if (JobState.Find(store, cancellationToken) is not { } job)
            return false;
        (_job, _board, _family, Planned) = (job, new ChunkBoard(), new ChunkFamily(store), 0);
        (_tallies, _leases, _seals, _check) = (0, 0, 0, new JobCheck(store, job, _board));
        _untold.Clear();
        _plan = JobState.ReadPlan(store, cancellationToken);
        // Seals first: one that halves is there before its halves count.
        List<JobEntry> seals = [];
        foreach (JobEntry entry in store.List(JobNames.Seals, "", cancellationToken))
            if (JobNames.ChunkOfSeal(entry.Name) is { } chunk)
            {
                _board.AddSeal(chunk, entry.Tag);
                seals.Add(entry);
            }
        foreach (JobEntry entry in store.List(JobNames.Chunks, "", cancellationToken))
            AddChunk(entry, cancellationToken);
        foreach (JobEntry entry in store.List(JobNames.Tallies, "", cancellationToken))
            _board.AddTally(entry, proves: false);
        foreach (JobEntry entry in seals)
            CountSeal(entry, cancellationToken);
        foreach (JobEntry entry in store.List(JobNames.Retries, "", cancellationToken))
            _board.AddRetry(entry);
        foreach (JobEntry entry in store.List(JobNames.Leases, "", cancellationToken))
            _board.AddLease(entry, Lasts);
        CountItems(cancellationToken);
        LookForCancellation(cancellationToken);
        return true;
    }

    /// <summary>Looks again, with this many requests; more only for what turns out to be rare (a chunk that was halved, a retry). Everything has been looked at after as many requests as there are pages of names that are not all sealed.</summary>
    public void Look(int requests, CancellationToken cancellationToken)
    {
        if (_job is null)
            throw new InvalidOperationException("Nothing has been read yet.");
        for (; requests > 0; requests--)
            LookOnce(cancellationToken);
    }

    /// <summary>How far it is.</summary>
    public JobState State
    {
        get
        {
            DateTimeOffset now = store.Now;
            return new JobState(_job!, _plan, _board.Chunks, _board.SealedChunks, ItemsNow, _board.Outcomes,
                _board.Open.Where(static mark => mark.Leased is not null && mark.Lease is not { IsFree: true }).ToDictionary(static mark => mark.Name, mark => now > mark.Leased!.Value ? now - mark.Leased.Value : TimeSpan.Zero), _isCancelled)
            { Bytes = _plan is { KnownBytes: null } ? null : _board.Bytes, Unverified = _board.Unverified, Damage = _board.Damage.Count == 0 ? [] : [.. _board.Damage], ReadSeals = _check!.Seals, IsBeingDeleted = _isDeleted };
        }
    }

    // What a removal has left accounts for no more items than it has outcomes of.
    long ItemsNow => (_plan?.Items ?? _items) + _board.Added is var items && _isDeleted ? Math.Max(items, _board.Outcomes.Ended) : items;

    /// <summary>Where chunks are shared by index: which of so many workers have chunks that are not sealed, from 0.</summary>
    /// <param name="workers">Workers.</param>
    public IReadOnlyList<int> OpenShards(int workers) => [.. _board.Open.Select(mark => IndexClaims.ShardOf(mark.Name, workers)).Distinct().Order()];

    /// <summary>All that a page shows. What <see cref="ReadOwners"/> and <see cref="ReadFailures"/> have not read yet is said to be unread in it.</summary>
    /// <param name="bins">At how many places the chunks are shown.</param>
    public JobView View(int bins) => JobView.From(State, _board, _causes.Summary(_board), store.Now, Lasts, bins);

    /// <summary>Reads who has the oldest leases, a request each; those that are known are not read again.</summary>
    public void ReadOwners(int most, CancellationToken cancellationToken)
    {
        DateTimeOffset now = store.Now;
        foreach (ChunkMark mark in _board.Open.Where(mark => mark.IsUnread(now, Lasts)).OrderBy(static mark => mark.Leased).Take(most).ToList())
            mark.Read(JobJson.Read(store.Read(JobNames.Lease(mark.Name), cancellationToken)?.Content, JobJson.Default.ChunkLease));
    }

    /// <summary>
    /// Reads so many seals that were not read yet, each a request, to see whether they are what their names say; the first time also the names of all rows, a request for each 1,000. What
    /// cannot be read is in <see cref="JobState.Damage"/> from then on, and its items are pending.
    /// </summary>
    public void ReadSeals(int most, CancellationToken cancellationToken) => _check!.Read(most, cancellationToken);

    /// <summary>Reads every seal that was not read yet, and all rows: two requests each, many at once.</summary>
    /// <param name="read">Told after each chunk; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public void ReadRows(Action? read, CancellationToken cancellationToken) => _check!.ReadAll(read, cancellationToken);

    /// <summary>Reads why items failed, of that many chunks, two requests each; of <see cref="FailureSummary.MostChunks"/> in all.</summary>
    public void ReadFailures(int chunks, CancellationToken cancellationToken) => _causes.Read(_board, chunks, cancellationToken);

    TimeSpan Lasts => TimeSpan.FromSeconds(_job!.LeaseSeconds);

    void LookOnce(CancellationToken cancellationToken)
    {
        _turn++;
        bool isOpen = _board.FirstOpen(0) is not null;
        if (_turn % RareEvery == 0 || !isOpen && _plan is not null)
            LookForRare(cancellationToken);
        else if (_plan is null && (_turn % 2 == 0 || !isOpen))
            LookForPlan(cancellationToken);
        else if (_turn % 2 == 1 || _job!.Claim != "lease")
            Page(JobNames.Tallies, ref _tallies, entry =>
            {
                if (_board.AddTally(entry, proves: true) is { } told && (told.Added > 0 || told.Items == 0 && JobNames.RangeOf(told.Name) is null))
                    AddHalves(told.Name, cancellationToken);
            }, cancellationToken);
        else
            Page(JobNames.Leases, ref _leases, entry => _board.AddLease(entry, Lasts), cancellationToken);
    }

    void LookForRare(CancellationToken cancellationToken)
    {
        switch (_rare++ % 4)
        {
            case 0:
                foreach (JobEntry entry in store.List(JobNames.Retries, "", cancellationToken))
                    if (_board.AddRetry(entry))
                        AddChunk(JobNames.Retry(ChunkOf(entry.Name)), cancellationToken);
                break;
            case 1:
                LookForCancellation(cancellationToken);
                break;
            case 2:
                if (JobState.Find(store, cancellationToken)?.Id != _job!.Id)
                    throw new FailureException(Failure.Local("JobGone", "The job is gone from its store, or another one has its place."));
                break;
            default:
                if (_board.FirstOpen(0) is not null)
                    Page(JobNames.Seals, ref _seals, entry =>
                    {
                        // Its tally is told by a listing that comes anyway, unless its worker died between the two.
                        if (JobNames.ChunkOfSeal(entry.Name) is not { } chunk || _board.Find(chunk) is not { IsSealed: false } || _untold.Add(chunk))
                            return;
                        _board.AddSeal(chunk, entry.Tag);
                        CountSeal(entry, cancellationToken);
                    }, cancellationToken);
                break;
        }
    }

    void LookForCancellation(CancellationToken cancellationToken)
    {
        byte[]? cancelled = store.Read(JobNames.Cancelled, cancellationToken)?.Content;
        (_isCancelled, _isDeleted) = (cancelled is not null, JobEnd.IsDeletion(cancelled));
    }

    void LookForPlan(CancellationToken cancellationToken)
    {
        // The end of the plan is written when all chunks are: they are listed once more then.
        if (_planning++ % 2 == 0)
        {
            _plan = JobState.ReadPlan(store, cancellationToken);
            if (_plan is null)
                return;
        }
        foreach (JobEntry entry in store.List(JobNames.Chunks, Planned == 0 ? "" : JobNames.Chunks + Behind(Planned - 1), cancellationToken))
            AddChunk(entry, cancellationToken);
        CountItems(cancellationToken);
    }

    // One page of names, from the first chunk that is not sealed on.
    void Page(string part, ref int cursor, Action<JobEntry> add, CancellationToken cancellationToken)
    {
        if ((_board.FirstOpen(cursor) ?? _board.FirstOpen(0)) is not { } open)
            return;
        int first = NumberOf(open), last = first;
        IReadOnlyList<JobEntry> entries = store.ListPage(part, first == 0 ? "" : part + Behind(first - 1), cancellationToken, out bool isLast);
        foreach (JobEntry entry in entries)
        {
            if (NumberOf(entry.Name[part.Length..]) is >= 0 and var number)
                last = number;
            add(entry);
        }
        cursor = isLast ? 0 : Math.Max(first + 1, last);
    }

    void AddChunk(JobEntry entry, CancellationToken cancellationToken)
    {
        if (JobNames.ChunkOf(entry.Name) is { } chunk)
            AddChunk(chunk, cancellationToken);
    }

    void AddChunk(string chunk, CancellationToken cancellationToken)
    {
        if (!_family.Counts(chunk, cancellationToken))
            return;
        _board.AddChunk(chunk);
        if (chunk.Length == JobNames.Digits)
            Planned = Math.Max(Planned, NumberOf(chunk) + 1);
    }

    void AddHalves(string chunk, CancellationToken cancellationToken)
    {
        foreach (string half in JobState.ReadSeal(store, chunk, cancellationToken)?.Halves ?? [])
            AddChunk(half, cancellationToken);
    }

    void CountSeal(JobEntry entry, CancellationToken cancellationToken)
    {
        string chunk = entry.Name[JobNames.Seals.Length..];
        if (_board.Find(chunk) is not { IsSealed: true, IsCounted: false } || JobState.ReadSeal(store, chunk, cancellationToken) is not { } seal)
            return;
        _board.Count(seal, entry.Modified);
        foreach (string half in seal.Halves)
            AddChunk(half, cancellationToken);
    }

    // Halves have the items of the chunk that they are of.
    void CountItems(CancellationToken cancellationToken)
    {
        if (_plan is not null || Planned == 0 || store.Read(JobNames.Chunk(JobNames.Numbered(Planned - 1)), cancellationToken) is not { } file)
            return;
        try
        {
            ChunkContent last = ChunkFile.Read(JobNames.Numbered(Planned - 1), file.Content, _job!.Mark);
            _items = last.ItemsBefore + last.Items.Count;
        }
        catch (FailureException damaged) when (damaged.Failure.Code == ChunkFile.Damaged)
        {
            if (_board.Find(JobNames.Numbered(Planned - 1)) is { IsSealed: false })
                _board.AddDamage(new JobDamage(JobNames.Numbered(Planned - 1), JobDamageKind.Chunk));
        }
    }

    static string ChunkOf(string retry) => retry[JobNames.Retries.Length..].Split('_')[0];

    // Behind all names that begin with this number, and before those of the next.
    static string Behind(int number) => JobNames.Numbered(number) + "~";

    static int NumberOf(string chunk) => chunk.Length >= JobNames.Digits && int.TryParse(chunk.AsSpan(0, JobNames.Digits), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
}
