namespace Sluice.Engine;

/// <summary>
/// Counts what was listed and how it ended, so that nothing is lost from sight: listed = done + skipped + missing +
/// changed + denied + failed + quarantined + pending, at every moment. Safe for many threads.
/// </summary>
/// <param name="parent">The ledger of a run that carries this one, which counts everything too; null for none.</param>
internal abstract class Ledger(Ledger? parent)
{
    readonly long[] _outcomes = new long[Enum.GetValues<OutcomeKind>().Length];

    // Guarded by the gate.
    long _listed;
    long _listedBytes;
    long _foundBytes;
    long _doneBytes;
    bool _listingComplete;

    long _resumedBytes;
    long _earlierItems;
    long _earlierBytes;
    long _planned;
    long _plannedBytes;

    /// <summary>Guards the counts, and promises listeners never to be called twice at once.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>An item was found.</summary>
    public void Listed(long bytes)
    {
        lock (Gate)
        {
            _listed++;
            _listedBytes += bytes;
            _foundBytes += bytes;
        }
        parent?.Listed(bytes);
    }

    /// <summary>Bytes of an item that was counted as <see cref="Listed"/> before its size was known.</summary>
    public void ListedBytes(long bytes)
    {
        lock (Gate)
            _listedBytes += bytes;
        parent?.ListedBytes(bytes);
    }

    /// <summary>Bytes of listed items that need not move: left out, the same on both sides, or there from an earlier run.</summary>
    public void Spared(long bytes) => ListedBytes(-bytes);

    /// <summary>Bytes of done items that earlier runs moved.</summary>
    public long ResumedBytes => Volatile.Read(ref _resumedBytes);

    /// <summary>Counts bytes of a done item that earlier runs moved.</summary>
    public void CountResumed(long bytes)
    {
        Interlocked.Add(ref _resumedBytes, bytes);
        parent?.CountResumed(bytes);
    }

    /// <summary>Items that earlier runs had done and this one left out, and their bytes.</summary>
    public (long Items, long Bytes) Earlier => (Volatile.Read(ref _earlierItems), Volatile.Read(ref _earlierBytes));

    /// <summary>Counts an item that an earlier run has done: it need not move.</summary>
    public void CountEarlier(long bytes)
    {
        Interlocked.Increment(ref _earlierItems);
        Interlocked.Add(ref _earlierBytes, bytes);
        parent?.CountEarlier(bytes);
    }

    /// <summary>Items that a dry run would act on, and the bytes of them that are known.</summary>
    public (long Items, long Bytes) WouldBe => (Volatile.Read(ref _planned), Volatile.Read(ref _plannedBytes));

    /// <summary>Counts an item that a dry run would act on.</summary>
    public void CountPlanned(long bytes)
    {
        Interlocked.Increment(ref _planned);
        Interlocked.Add(ref _plannedBytes, bytes);
        parent?.CountPlanned(bytes);
    }

    /// <summary>Nothing more will be found.</summary>
    public void ListingComplete()
    {
        lock (Gate)
            _listingComplete = true;
    }

    /// <summary>Bytes that remain of so many of all that is found, as far as what was found so far tells how much of it need not move.</summary>
    /// <param name="expected">Bytes of all items, whether or not they move.</param>
    public long Projected(long expected)
    {
        lock (Gate)
            return _listedBytes + (long)(Math.Max(0, expected - _foundBytes) * (_foundBytes > 0 ? Math.Clamp((double)_listedBytes / _foundBytes, 0, 1) : 1));
    }

    /// <summary>The totals at this moment.</summary>
    public (long Listed, long ListedBytes, bool Complete, OutcomeCounts Outcomes, long DoneBytes) Totals()
    {
        lock (Gate)
            return (_listed, _listedBytes, _listingComplete, OutcomeCounts.From(_outcomes), _doneBytes);
    }

    /// <summary>Counts an item that has ended. Under the <see cref="Gate"/>.</summary>
    protected void CountLocked(OutcomeKind kind, long bytes)
    {
        _outcomes[(int)kind]++;
        if (kind == OutcomeKind.Done)
            _doneBytes += bytes;
    }
}
