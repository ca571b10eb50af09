using Sluice.S3;

namespace Sluice.Endpoint.Faults;

/// <summary>One token bucket per prefix, as S3 limits requests by prefix; a second's worth may come at once. Guarded by its owner.</summary>
sealed class PrefixThrottle(double perSecond, TimeProvider clock)
{
    /// <summary>Prefixes beyond this share the oldest's fate: forgotten, with a full bucket. Bounds memory.</summary>
    const int MostPrefixes = 10_000;

    readonly Dictionary<(string Bucket, ObjectKey Prefix), (double Tokens, long At)> _buckets = [];

    public bool TryPass(string bucket, ObjectKey key)
    {
        double capacity = Math.Max(1, perSecond);
        int slash = key.Bytes.LastIndexOf((byte)'/');
        (string, ObjectKey) name = (bucket, new ObjectKey(key.Bytes[..(slash + 1)].ToArray()));
        long now = clock.GetTimestamp();
        double tokens = _buckets.TryGetValue(name, out (double Tokens, long At) known)
            ? Math.Min(capacity, known.Tokens + clock.GetElapsedTime(known.At, now).TotalSeconds * perSecond)
            : capacity;
        bool pass = tokens >= 1;
        if (_buckets.Count >= MostPrefixes)
            _buckets.Clear();
        _buckets[name] = (pass ? tokens - 1 : tokens, now);
        return pass;
    }
}
