using Sluice.Processing;

namespace Sluice.Cli.Output;

/// <summary>Why objects failed, by exit code or signal and first line of stderr. Safe for many threads.</summary>
sealed class FailureKinds
{
    // A hostile program could say something else each time.
    const int Most = 1000;

    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    long _repeated;

    /// <summary>Attempts that failed and that another one followed.</summary>
    public long Repeated => Volatile.Read(ref _repeated);

    /// <summary>True once two objects have failed for one reason.</summary>
    public bool AnyRepeats
    {
        get
        {
            lock (_gate)
                return _counts.Values.Any(static count => count > 1);
        }
    }

    /// <summary>Takes an attempt that has ended. One that did well costs nothing.</summary>
    public void Add(ProcessedObject row)
    {
        if (row.Kind is null)
            Interlocked.Increment(ref _repeated);
        else if (row.Message.Length > 0)
            lock (_gate)
            {
                string kind = _counts.Count < Most || _counts.ContainsKey(row.Message) ? row.Message : "other";
                _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
            }
    }

    /// <summary>The most frequent ones, most frequent first.</summary>
    /// <param name="count">So many at most.</param>
    /// <param name="others">How many kinds are left over.</param>
    public IReadOnlyList<(string Kind, long Count)> Top(int count, out int others)
    {
        lock (_gate)
        {
            others = Math.Max(0, _counts.Count - count);
            return [.. _counts.OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal).Take(count).Select(static pair => (pair.Key, pair.Value))];
        }
    }
}
