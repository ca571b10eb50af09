using Sluice.Failures;
using Sluice.Jobs.Claims;
using Sluice.Jobs.Store;
using Sluice.Trees.Listing;

namespace Sluice.Jobs.Queues;

/// <summary>
/// Chunks from a queue. A message is this worker's while it is extended; it is removed after its chunk is sealed. Whoever finds the queue empty while chunks are not
/// sealed asks what is left, which one worker lists for all, and sends those again that have no message: lost ones, halves and retries. What is still another
/// one's long after is done a second time; the first seal wins.
/// </summary>
/// <param name="store">The job.</param>
/// <param name="job">What it is.</param>
/// <param name="queue">The queue.</param>
/// <param name="worker">This worker.</param>
/// <param name="clock">The clock of waits.</param>
internal sealed class QueueClaims(JobStore store, JobDefinition job, IMessageQueue queue, string worker, TimeProvider clock) : IChunkQueue
{
    // "The maximum is 20 seconds" (SQS, long polling). A claim counts from when its poll was sent, so a sixth of it is the most.
    const int LongestPoll = 20;

    // What is left for so long is had by a slow worker or a dead one, or its message is lost or late. A half may hold an item that kills its workers: nobody is risked for it
    // before the third one, which halves it again, would have it.
    const double LeasesUntilSecond = 0.5, LeasesOfHalf = 3;

    readonly Lock _gate = new();
    readonly uint _turn = (uint)NameHash.Of(System.Text.Encoding.UTF8.GetBytes(worker));
    readonly int _visibility = (int)Math.Ceiling(Math.Min(job.LeaseSeconds, 43_200));
    // Guarded by _gate.
    readonly ChunkFamily _family = new(store);
    readonly HashSet<string> _own = [];
    readonly HashSet<string> _seconds = [];
    // Those that cannot be read.
    readonly HashSet<string> _aside = [];
    // Since when a chunk is another one's, as far as this worker knows.
    readonly Dictionary<string, long> _found = [];
    readonly SharedSurvey _shared = new(store, worker, null, SharedSurvey.PeriodOf(TimeSpan.FromSeconds(job.LeaseSeconds)), clock);
    string? _awaited;
    bool _isBegun;
    int _mine;
    TimeSpan _spent;
    int _done;

    /// <inheritdoc/>
    public TimeSpan? Lasts => TimeSpan.FromSeconds(_visibility);

    /// <inheritdoc/>
    public string? Awaited => Volatile.Read(ref _awaited);

    /// <summary>The message of a chunk that no worker has died over.</summary>
    public static string BodyOf(JobDefinition job, string chunk, int deaths = 0) =>
        System.Text.Encoding.UTF8.GetString(JobJson.Write(new QueueMessage(job.Id, chunk, deaths), JobJson.Default.QueueMessage));

    /// <inheritdoc/>
    public ChunkClaim? TryTake(CancellationToken cancellationToken, out bool isOver)
    {
        isOver = false;
        Begin(cancellationToken);
        while (true)
        {
            long asked = clock.GetTimestamp();
            int poll = Math.Clamp(_visibility / 6, 1, LongestPoll);
            if (queue.Receive(poll, _visibility, cancellationToken) is not { } message)
            {
                isOver = IsOver(cancellationToken, out string? slow);
                return slow is null ? null : TrySecond(slow, cancellationToken);
            }
            // What is no message of this job stays, and goes to the dead-letter queue in the end.
            if (JobJson.Read(System.Text.Encoding.UTF8.GetBytes(message.Body), JobJson.Default.QueueMessage) is not { } body || body.Job != job.Id || !JobNames.IsChunk(body.Chunk))
                continue;
            // Not given up half way: a message that nobody works on keeps the chunk from others.
            lock (_gate)
                if (_aside.Contains(body.Chunk) || !_family.Counts(body.Chunk, CancellationToken.None))
                    continue;
            if (store.Read(JobNames.Seal(body.Chunk), CancellationToken.None) is not null)
            {
                queue.Delete(message.Receipt, CancellationToken.None);
                continue;
            }
            lock (_gate)
            {
                _mine++;
                _own.Add(body.Chunk);
            }
            return new ChunkClaim(body.Chunk, Math.Max(0, body.Deaths) + message.Receipts) { Tag = message.Receipt, Begun = asked, HeldSince = asked, Lasts = Lasts };
        }
    }

    /// <inheritdoc/>
    // Another one may have done it a second time.
    public bool Renew(ChunkClaim claim, CancellationToken cancellationToken) =>
        (claim.IsSecond || queue.Extend(claim.Tag, _visibility, cancellationToken)) && store.Read(JobNames.Seal(claim.Chunk), cancellationToken) is null;

    /// <inheritdoc/>
    public void Add(IReadOnlyList<string> chunks, CancellationToken cancellationToken) => queue.Send([.. chunks.Select(chunk => BodyOf(job, chunk))], cancellationToken);

    /// <inheritdoc/>
    public void Complete(ChunkClaim claim, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Leave(claim);
            _spent += clock.GetElapsedTime(claim.Begun);
            _done++;
        }
        // The message of a chunk that was done a second time is removed by whoever receives it next.
        if (!claim.IsSecond)
            queue.Delete(claim.Tag, cancellationToken);
    }

    /// <inheritdoc/>
    // A message that is made visible counts as received once more: one that was given back is sent anew, so that nobody has died over it.
    public void GiveBack(ChunkClaim claim, CancellationToken cancellationToken)
    {
        lock (_gate)
            Leave(claim);
        if (claim.IsSecond || !LeaseKeeper.Holds(claim, Lasts, clock))
            return;
        queue.Send([BodyOf(job, claim.Chunk, claim.Attempt - 1)], cancellationToken);
        queue.Delete(claim.Tag, cancellationToken);
    }

    /// <inheritdoc/>
    // Its message stays hidden for as long as it would be of a worker that has died, and goes to the dead-letter queue in the end.
    public void SetAside(ChunkClaim claim, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Leave(claim);
            _aside.Add(claim.Chunk);
        }
    }

    void Begin(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_isBegun)
                _shared.Begin(cancellationToken);
            _isBegun = true;
        }
    }

    // Under the gate.
    void Leave(ChunkClaim claim)
    {
        _mine--;
        _own.Remove(claim.Chunk);
    }

    ChunkClaim? TrySecond(string slow, CancellationToken cancellationToken)
    {
        long asked = clock.GetTimestamp();
        // A look costs a tenth of a try.
        if (store.Read(JobNames.Second(slow), cancellationToken) is not null || store.Create(JobNames.Second(slow), System.Text.Encoding.UTF8.GetBytes(worker), cancellationToken) is null || store.Read(JobNames.Seal(slow), cancellationToken) is not null)
            return null;
        lock (_gate)
        {
            _mine++;
            _own.Add(slow);
        }
        return new ChunkClaim(slow, 2) { IsSecond = true, Begun = asked, HeldSince = asked, Lasts = Lasts };
    }

    // Under the gate: one that is another one's, and slow; null for none.
    string? Slow(List<string> left)
    {
        foreach (string chunk in left)
            if (!_own.Contains(chunk))
                _found.TryAdd(chunk, clock.GetTimestamp());
        Volatile.Write(ref _awaited, left.Find(chunk => !_own.Contains(chunk)));
        TimeSpan usual = _done > 0 ? _spent / _done / 2 : default;
        string[] slow = [.. left.Where(chunk => !_own.Contains(chunk) && !_seconds.Contains(chunk) && IsSlow(chunk, usual))];
        if (slow.Length == 0)
            return null;
        // Each begins elsewhere: all that have nothing to do see the same.
        string mine = slow[(int)(_turn % (uint)slow.Length)];
        _seconds.Add(mine);
        return mine;
    }

    bool IsSlow(string chunk, TimeSpan usual)
    {
        TimeSpan patience = TimeSpan.FromSeconds(_visibility * (JobNames.ParentOf(chunk) is null || JobNames.SectionOf(chunk) is not null ? LeasesUntilSecond : LeasesOfHalf));
        return clock.GetElapsedTime(_found[chunk]) >= (usual > patience ? usual : patience);
    }

    // Nothing came: all is sealed, or others have the rest, or messages are missing.
    bool IsOver(CancellationToken cancellationToken, out string? slow)
    {
        slow = null;
        lock (_gate)
        {
            if (_shared.Ask((own, last) => SendMissing(own, last, cancellationToken), cancellationToken) is not { Survey: var survey, IsOver: var isOver })
                return false;
            isOver |= survey.HasOnly(_aside);
            if (!isOver)
                slow = survey.IsPlanned ? Slow([.. survey.Free.Concat(survey.Held).Except(survey.Seconds).Except(_aside)]) : null;
            if (!isOver || _mine > 0)
                return false;
            return survey.Lost == 0 ? true : throw SharedSurvey.Lost(survey.Lost);
        }
    }

    // Fewer messages than chunks, twice: some have none. Which ones is unknown; those that come twice do no harm. Whoever lists does it, for all.
    ChunkSurvey SendMissing(ChunkSurvey own, ChunkSurvey? last, CancellationToken cancellationToken)
    {
        if (own.Count == 0 || queue.Count(cancellationToken) >= own.Count)
            return own;
        HashSet<string> before = last is { IsShort: true } ? [.. last.Free] : [];
        List<string> again = [.. own.Free.Where(before.Contains)];
        if (again.Count > 0)
            Add(again, cancellationToken);
        return own with { IsShort = again.Count == 0 };
    }
}
