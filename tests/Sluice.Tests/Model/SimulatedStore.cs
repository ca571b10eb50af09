using System.Globalization;
using Sluice.Failures;

namespace Sluice.Tests.Model;

/// <summary>What a simulated store holds, as one that keeps its conditions: each change happens at one moment, by the store's own clock.</summary>
public sealed class SimulatedStore(VirtualTime time)
{
    readonly Dictionary<string, (byte[] Content, string Tag, long Written)> _all = new(StringComparer.Ordinal);
    // Names in order: a listing costs as much as it finds, whatever else there is. By their first part, so that a new one moves few.
    readonly Dictionary<string, List<string>> _names = new(StringComparer.Ordinal);
    long _tags;

    /// <summary>Called after each change; null for nobody.</summary>
    public Action<string>? Changed { get; set; }

    /// <summary>Requests by kind of price: PUT, POST and LIST; GET and HEAD.</summary>
    public (long Writes, long Reads) Requests { get; private set; }

    /// <summary>The same by what is asked for: the verb, and the folder or name.</summary>
    public SortedDictionary<string, long> Kinds { get; } = new(StringComparer.Ordinal);

    /// <summary>The store's time, in whole seconds as it tells it.</summary>
    public DateTimeOffset Date => Seconds(time.Now);

    /// <summary>What is there; null for nothing.</summary>
    public (byte[] Content, string Tag, DateTimeOffset Modified)? Get(string name)
    {
        Requests = (Requests.Writes, Requests.Reads + 1);
        Count("get", name);
        return _all.TryGetValue(name, out (byte[] Content, string Tag, long Written) there) ? (there.Content, there.Tag, Seconds(there.Written)) : null;
    }

    /// <summary>Writes; null where the condition does not hold: empty for "nothing is there", else what it is known by, null for none.</summary>
    public string? Put(string name, ReadOnlyMemory<byte> content, string? condition)
    {
        Requests = (Requests.Writes + 1, Requests.Reads);
        bool isThere = _all.TryGetValue(name, out (byte[] Content, string Tag, long Written) there);
        Count(condition switch { null => "put", "" => isThere ? "create, refused" : "create", _ => isThere && there.Tag == condition ? "replace" : "replace, refused" }, name);
        if (condition is not null && (condition.Length == 0 ? isThere : !isThere || there.Tag != condition))
            return null;
        // As an ETag is: the same for the same content.
        string tag = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content.Span));
        if (!isThere)
        {
            List<string> names = Folder(name);
            names.Insert(~names.BinarySearch(name, StringComparer.Ordinal), name);
        }
        _all[name] = (content.ToArray(), tag, time.Now);
        _tags++;
        Changed?.Invoke(name);
        return tag;
    }

    /// <summary>Removes.</summary>
    public void Delete(string name)
    {
        if (_all.Remove(name))
            Folder(name).Remove(name);
    }

    /// <summary>Names in order, behind one, as one request gives them.</summary>
    /// <param name="prefix">What they begin with: a folder, or a name without one.</param>
    /// <param name="after">Only those behind it; empty for all.</param>
    /// <param name="most">Names of a page.</param>
    public List<(string Name, string Tag, DateTimeOffset Modified)> List(string prefix, string after, int most = 1000)
    {
        Requests = (Requests.Writes + 1, Requests.Reads);
        Count("list", prefix);
        List<string> names = Folder(prefix);
        int at = names.BinarySearch(string.CompareOrdinal(after, prefix) > 0 ? after : prefix, StringComparer.Ordinal);
        at = at < 0 ? ~at : after.Length > 0 ? at + 1 : at;
        List<(string, string, DateTimeOffset)> found = [];
        for (; at < names.Count && found.Count < most && names[at].StartsWith(prefix, StringComparison.Ordinal); at++)
            found.Add((names[at], _all[names[at]].Tag, Seconds(_all[names[at]].Written)));
        return found;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_all.Count} names, {_tags} changes");

    void Count(string verb, string name)
    {
        string kind = $"{verb} {name[..(name.IndexOf('/', StringComparison.Ordinal) + 1)]}{(name.Contains('/', StringComparison.Ordinal) ? "" : name)}";
        Kinds[kind] = Kinds.GetValueOrDefault(kind) + 1;
    }

    List<string> Folder(string name)
    {
        string folder = name[..(name.IndexOf('/', StringComparison.Ordinal) + 1)];
        return _names.TryGetValue(folder, out List<string>? names) ? names : _names[folder] = [];
    }

    static DateTimeOffset Seconds(long ticks) => MachineClock.TimeOf(ticks - (ticks % TimeSpan.TicksPerSecond));

    /// <summary>The failure of a store that does not answer.</summary>
    public static FailureException Silent() => new(Failure.Local("Network", "The store does not answer."));
}
