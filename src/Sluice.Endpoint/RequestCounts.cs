using System.Collections.Concurrent;

namespace Sluice.Endpoint;

/// <summary>How many requests came, by operation, refused ones included. Safe for many threads.</summary>
public sealed class RequestCounts
{
    readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Requests of one operation, by its S3 API name such as <c>UploadPart</c>.</summary>
    public long this[string operation] => _counts.GetValueOrDefault(operation);

    /// <summary>All requests.</summary>
    public long Total => _counts.Values.Sum();

    /// <summary>All counts by operation.</summary>
    public IReadOnlyDictionary<string, long> Snapshot() => new Dictionary<string, long>(_counts, StringComparer.Ordinal);

    /// <summary>Back to zero.</summary>
    public void Reset() => _counts.Clear();

    internal void Add(string operation) => _counts.AddOrUpdate(operation, 1, static (_, count) => count + 1);
}
