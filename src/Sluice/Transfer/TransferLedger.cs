using Sluice.Engine;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer;

/// <summary>The ledger of items that move: what each was compared with, what was lost on the way, and whom it is told to.</summary>
/// <param name="operation">The command that the items belong to.</param>
/// <param name="onOutcome">Told of each item; null when nobody listens.</param>
/// <param name="parent">The ledger of a run that carries this one, which counts everything too; null for none.</param>
internal sealed class TransferLedger(string operation, Action<ItemOutcome>? onOutcome, TransferLedger? parent = null) : Ledger(parent)
{
    // A hostile source could name as many as it has objects.
    const int MaxLost = 100;

    // As could a hostile store of its errors.
    const int MaxCodes = 100;

    // Guarded by the gate.
    readonly long[] _verified = new long[Enum.GetValues<Verification>().Length];
    readonly Dictionary<AttributeLoss, long> _lost = [];
    readonly Dictionary<string, long> _codes = new(StringComparer.Ordinal);

    readonly TransferLedger? _parent = parent;
    long _refetches;
    long _staying;
    long _existing;
    long _hidden;
    long _nullMarkers;

    /// <summary>The command that the items belong to.</summary>
    public string Operation => operation;

    /// <summary>Sources of a move that were copied and were not meant to go.</summary>
    public long Staying => Volatile.Read(ref _staying);

    /// <summary>Counts such a source.</summary>
    public void SourceStays()
    {
        Interlocked.Increment(ref _staying);
        _parent?.SourceStays();
    }

    /// <summary>Items that were left out because something of their name is there.</summary>
    public long Existing => Volatile.Read(ref _existing);

    /// <summary>Counts one of them.</summary>
    public void CountExisting()
    {
        Interlocked.Increment(ref _existing);
        _parent?.CountExisting();
    }

    /// <summary>Objects that a delete marker hides: their bucket keeps versions, and nothing of them is gone.</summary>
    public long Hidden => Volatile.Read(ref _hidden);

    /// <summary>Counts such objects.</summary>
    public void CountHidden(int objects)
    {
        Interlocked.Add(ref _hidden, objects);
        _parent?.CountHidden(objects);
    }

    /// <inheritdoc cref="S3.DeleteObjectsResult.NullMarkers"/>
    public long NullMarkers => Volatile.Read(ref _nullMarkers);

    /// <summary>Counts such objects.</summary>
    public void CountNullMarkers(int objects)
    {
        Interlocked.Add(ref _nullMarkers, objects);
        _parent?.CountNullMarkers(objects);
    }

    /// <summary>A dry run would act on this item: it ends, left out.</summary>
    public void Planned(Location from, Location? to, long bytes, string message)
    {
        CountPlanned(bytes);
        Ended(new ItemFailure(OutcomeKind.Skipped, ItemFailure.Planned, message) { PlannedBytes = bytes }, from, to: to);
    }

    /// <summary>Bodies that were asked for again, whole or from where they broke off: retries that no single request knows of.</summary>
    public long Refetches => Volatile.Read(ref _refetches);

    /// <summary>Counts such bodies.</summary>
    public void CountRefetch(int bodies = 1)
    {
        Interlocked.Add(ref _refetches, bodies);
        _parent?.CountRefetch(bodies);
    }

    /// <summary>An item has ended; <paramref name="describe"/> builds its outcome when somebody listens.</summary>
    public void Ended<T>(OutcomeKind kind, long bytes, Verification verified, T state, Func<T, ItemOutcome> describe)
    {
        ItemOutcome? outcome = onOutcome is not null || kind > OutcomeKind.Skipped ? describe(state) : null;
        lock (Gate)
        {
            CountLocked(kind, bytes, verified, outcome?.ErrorCode);
            // Under the lock, because listeners are promised never to be called twice at once.
            if (onOutcome is not null)
                onOutcome(outcome!);
        }
        _parent?.Count(kind, bytes, verified, outcome?.ErrorCode);
    }

    void Count(OutcomeKind kind, long bytes, Verification verified, string? code)
    {
        lock (Gate)
            CountLocked(kind, bytes, verified, code);
    }

    void CountLocked(OutcomeKind kind, long bytes, Verification verified, string? code)
    {
        CountLocked(kind, bytes);
        if (kind == OutcomeKind.Done)
            _verified[(int)verified]++;
        else if (kind > OutcomeKind.Skipped && code is not null)
        {
            string counted = _codes.Count < MaxCodes || _codes.ContainsKey(code) ? code : "other";
            _codes[counted] = _codes.GetValueOrDefault(counted) + 1;
        }
    }

    /// <summary>Items that did not arrive, by the code of their failure. What a store says is in it as it came; at most 100 are told apart.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> FailureCodes()
    {
        lock (Gate)
            return _codes.Count == 0 ? [] : [.. _codes];
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

    /// <summary>An item whose one request failed before it became a transfer, or that a dry run would act on.</summary>
    public void Ended(ItemFailure failure, Location from, int attempts = 0, Location? to = null) =>
        Ended(failure.Kind, 0, Verification.None, (operation, failure, from, to, attempts), static item => new ItemOutcome
        {
            Kind = item.failure.Kind,
            Operation = item.operation,
            From = item.from,
            To = item.to,
            Attempts = item.attempts,
            PlannedBytes = item.failure.PlannedBytes,
            Reason = item.failure.Reason,
            Status = item.failure.Status,
            ErrorCode = item.failure.Code,
            Message = item.failure.Message,
            RequestId = item.failure.RequestId,
        });

    /// <summary>An item that is done has not all that its source has.</summary>
    public void Lost(IReadOnlyList<AttributeLoss> attributes)
    {
        lock (Gate)
            foreach (AttributeLoss attribute in attributes)
            {
                AttributeLoss key = _lost.Count < MaxLost || _lost.ContainsKey(attribute) ? attribute : Others;
                _lost[key] = _lost.GetValueOrDefault(key) + 1;
            }
        _parent?.Lost(attributes);
    }

    /// <summary>What was lost, most often first.</summary>
    public IReadOnlyList<AttributeLossCount> Lost()
    {
        lock (Gate)
            return [.. _lost.Select(static entry => new AttributeLossCount(entry.Key, entry.Value)).OrderBy(static count => count.Attribute.IsUnasked).ThenByDescending(static count => count.Objects)
                .ThenBy(static count => count.Attribute.Name, StringComparer.Ordinal)];
    }

    static readonly AttributeLoss Others = new("other attributes", "could not be kept (the report names them)");

    /// <summary>Done items by what their bytes were compared with.</summary>
    public IReadOnlyDictionary<Verification, long> Verified()
    {
        lock (Gate)
        {
            Dictionary<Verification, long> counts = [];
            for (int value = 0; value < _verified.Length; value++)
                if (_verified[value] > 0)
                    counts.Add((Verification)value, _verified[value]);
            return counts;
        }
    }
}
