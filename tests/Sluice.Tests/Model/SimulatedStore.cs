using System.Globalization;
using Sluice.Failures;

namespace Sluice.Tests.Model;

/// <summary>What a simulated store holds, as one that keeps its conditions: each change happens at one moment, by the store's own clock.</summary>
public sealed class SimulatedStore(VirtualTime time)
{
    readonly SortedDictionary<string, (byte[] Content, string Tag, long Written)> _all = new(StringComparer.Ordinal);
    long _tags;

    /// <summary>Called after each change; null for nobody.</summary>
    public Action<string>? Changed { get; set; }

    /// <summary>Requests by kind of price: PUT, POST and LIST; GET and HEAD.</summary>
    public (long Writes, long Reads) Requests { get; private set; }

    /// <summary>The store's time, in whole seconds as it tells it.</summary>
    public DateTimeOffset Date => Seconds(time.Now);

    /// <summary>What is there; null for nothing.</summary>
    public (byte[] Content, string Tag, DateTimeOffset Modified)? Get(string name)
    {
        Requests = (Requests.Writes, Requests.Reads + 1);
        return _all.TryGetValue(name, out (byte[] Content, string Tag, long Written) there) ? (there.Content, there.Tag, Seconds(there.Written)) : null;
    }

    /// <summary>Writes; null where the condition does not hold: empty for "nothing is there", else what it is known by, null for none.</summary>
    public string? Put(string name, ReadOnlyMemory<byte> content, string? condition)
    {
        Requests = (Requests.Writes + 1, Requests.Reads);
        bool isThere = _all.TryGetValue(name, out (byte[] Content, string Tag, long Written) there);
        if (condition is not null && (condition.Length == 0 ? isThere : !isThere || there.Tag != condition))
            return null;
        // As an ETag is: the same for the same content.
        string tag = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content.Span));
        _all[name] = (content.ToArray(), tag, time.Now);
        _tags++;
        Changed?.Invoke(name);
        return tag;
    }

    /// <summary>Removes.</summary>
    public void Delete(string name) => _all.Remove(name);

    /// <summary>Names in order, behind one, below another.</summary>
    public List<(string Name, string Tag, DateTimeOffset Modified)> List(string prefix, string after, string? until = null)
    {
        List<(string, string, DateTimeOffset)> found = [.. _all
            .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(pair.Key, after) > 0 && (until is null || string.CompareOrdinal(pair.Key, until) <= 0))
            .Select(static pair => (pair.Key, pair.Value.Tag, Seconds(pair.Value.Written)))];
        // A page has a thousand names.
        Requests = (Requests.Writes + 1 + (found.Count / 1000), Requests.Reads);
        return found;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_all.Count} names, {_tags} changes");

    static DateTimeOffset Seconds(long ticks) => MachineClock.TimeOf(ticks - (ticks % TimeSpan.TicksPerSecond));

    /// <summary>The failure of a store that does not answer.</summary>
    public static FailureException Silent() => new(Failure.Local("Network", "The store does not answer."));
}
