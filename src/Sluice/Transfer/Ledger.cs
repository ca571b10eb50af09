using Sluice.Engine;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer;

/// <summary>
/// Counts what was listed and how it ended, so that nothing is lost from sight: listed = done + skipped + missing +
/// changed + denied + failed + quarantined + pending, at every moment. Safe for many threads.
/// </summary>
internal sealed class Ledger(string operation, Action<ItemOutcome>? onOutcome)
{
    readonly Lock _gate = new();
    readonly long[] _outcomes = new long[Enum.GetValues<OutcomeKind>().Length];
    readonly long[] _verified = new long[Enum.GetValues<Verification>().Length];

    // Guarded by _gate.
    long _listed;
    long _listedBytes;
    long _doneBytes;
    bool _listingComplete;

    // A hostile source could name as many as it has objects.
    const int MaxLost = 100;
    readonly Dictionary<AttributeLoss, long> _lost = [];

    long _refetches;
    long _earlierBytes;
    long _staying;
    long _planned;
    long _plannedBytes;

    /// <summary>The ledger of a run that carries this one, which counts everything too; null for none.</summary>
    public Ledger? Parent { get; init; }

    /// <summary>The command that the items belong to.</summary>
    public string Operation => operation;

    /// <summary>Whether somebody wants to be told of each item; only then are outcomes built.</summary>
    public bool HasListener => onOutcome is not null;

    /// <summary>An item was found.</summary>
    public void Listed(long bytes)
    {
        lock (_gate)
        {
            _listed++;
            _listedBytes += bytes;
        }
        Parent?.Listed(bytes);
    }

    /// <summary>Bytes of an item that was counted as <see cref="Listed"/> before its size was known.</summary>
    public void ListedBytes(long bytes)
    {
        lock (_gate)
            _listedBytes += bytes;
        Parent?.ListedBytes(bytes);
    }

    /// <summary>Bytes of listed items that need not move: left out, the same on both sides, or there from an earlier run.</summary>
    public void Spared(long bytes) => ListedBytes(-bytes);

    /// <summary>Bytes of done items that earlier runs moved.</summary>
    public long EarlierBytes => Volatile.Read(ref _earlierBytes);

    /// <summary>Counts bytes of a done item that earlier runs moved.</summary>
    public void DoneEarlier(long bytes)
    {
        Interlocked.Add(ref _earlierBytes, bytes);
        Parent?.DoneEarlier(bytes);
    }

    /// <summary>Sources of a move that were copied and were not meant to go.</summary>
    public long Staying => Volatile.Read(ref _staying);

    /// <summary>Counts such a source.</summary>
    public void SourceStays()
    {
        Interlocked.Increment(ref _staying);
        Parent?.SourceStays();
    }

    /// <summary>Items that a dry run would act on, and the bytes of them that are known.</summary>
    public (long Items, long Bytes) WouldBe => (Volatile.Read(ref _planned), Volatile.Read(ref _plannedBytes));

    /// <summary>A dry run would act on this item: it ends, left out.</summary>
    public void Planned(Location from, Location? to, long bytes, string message)
    {
        CountPlanned(bytes);
        Ended(OutcomeKind.Skipped, from, to, "DryRun", message);
    }

    void CountPlanned(long bytes)
    {
        Interlocked.Increment(ref _planned);
        Interlocked.Add(ref _plannedBytes, bytes);
        Parent?.CountPlanned(bytes);
    }

    /// <summary>Bodies that were asked for again, whole or from where they broke off: retries that no single request knows of.</summary>
    public long Refetches => Volatile.Read(ref _refetches);

    /// <summary>Counts such bodies.</summary>
    public void CountRefetch(int bodies = 1)
    {
        Interlocked.Add(ref _refetches, bodies);
        Parent?.CountRefetch(bodies);
    }

    /// <summary>Nothing more will be found.</summary>
    public void ListingComplete()
    {
        lock (_gate)
            _listingComplete = true;
    }

    /// <summary>An item has ended; <paramref name="describe"/> builds its outcome when somebody listens.</summary>
    public void Ended<T>(OutcomeKind kind, long bytes, Verification verified, T state, Func<T, ItemOutcome> describe)
    {
        lock (_gate)
        {
            CountLocked(kind, bytes, verified);
            // Under the lock, because listeners are promised never to be called twice at once.
            onOutcome?.Invoke(describe(state));
        }
        Parent?.Count(kind, bytes, verified);
    }

    void Count(OutcomeKind kind, long bytes, Verification verified)
    {
        lock (_gate)
            CountLocked(kind, bytes, verified);
    }

    void CountLocked(OutcomeKind kind, long bytes, Verification verified)
    {
        _outcomes[(int)kind]++;
        if (kind != OutcomeKind.Done)
            return;
        _verified[(int)verified]++;
        _doneBytes += bytes;
    }

    /// <summary>An item that ended before it became a transfer.</summary>
    public void Ended(OutcomeKind kind, Location from, Location? to, string code, string message) =>
        Ended(kind, 0, Verification.None, (operation, kind, from, to, code, message), static item => new ItemOutcome
        {
            Kind = item.kind,
            Operation = item.operation,
            From = item.from,
            To = item.to,
            ErrorCode = item.code,
            Message = item.message,
        });

    /// <summary>An item whose one request failed before it became a transfer.</summary>
    public void Ended(ItemFailure failure, Location from, int attempts) =>
        Ended(failure.Kind, 0, Verification.None, (operation, failure, from, attempts), static item => new ItemOutcome
        {
            Kind = item.failure.Kind,
            Operation = item.operation,
            From = item.from,
            Attempts = item.attempts,
            Status = item.failure.Status,
            ErrorCode = item.failure.Code,
            Message = item.failure.Message,
            RequestId = item.failure.RequestId,
        });

    /// <summary>The totals at this moment.</summary>
    public (long Listed, long ListedBytes, bool Complete, OutcomeCounts Outcomes, long DoneBytes) Totals()
    {
        lock (_gate)
            return (_listed, _listedBytes, _listingComplete, OutcomeCounts.Of(_outcomes), _doneBytes);
    }

    /// <summary>An item that is done has not all that its source has.</summary>
    public void Lost(IReadOnlyList<AttributeLoss> attributes)
    {
        lock (_gate)
            foreach (AttributeLoss attribute in attributes)
            {
                AttributeLoss key = _lost.Count < MaxLost || _lost.ContainsKey(attribute) ? attribute : Others;
                _lost[key] = _lost.GetValueOrDefault(key) + 1;
            }
        Parent?.Lost(attributes);
    }

    /// <summary>What was lost, most often first.</summary>
    public IReadOnlyList<AttributeLossCount> Lost()
    {
        lock (_gate)
            return [.. _lost.Select(static entry => new AttributeLossCount(entry.Key, entry.Value)).OrderBy(static count => count.Attribute.IsUnasked).ThenByDescending(static count => count.Objects)
                .ThenBy(static count => count.Attribute.Name, StringComparer.Ordinal)];
    }

    static readonly AttributeLoss Others = new("other attributes", "could not be kept (the report names them)");

    /// <summary>Done items by what their bytes were compared with.</summary>
    public IReadOnlyDictionary<Verification, long> Verified()
    {
        lock (_gate)
        {
            Dictionary<Verification, long> counts = [];
            for (int value = 0; value < _verified.Length; value++)
                if (_verified[value] > 0)
                    counts.Add((Verification)value, _verified[value]);
            return counts;
        }
    }
}
