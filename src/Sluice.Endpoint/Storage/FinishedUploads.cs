using Sluice.S3;

namespace Sluice.Endpoint.Storage;

/// <summary>
/// Remembers for a while what finished uploads became: a client whose answer was lost repeats CompleteMultipartUpload
/// and must hear the same again (S3 API Reference, CompleteMultipartUpload).
/// </summary>
sealed class FinishedUploads(TimeProvider clock)
{
    static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);
    const int MostKept = 10_000;

    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly Dictionary<string, (string Bucket, KeptObject Result)> _byId = new(StringComparer.Ordinal);
    readonly Queue<(string Id, long FinishedAt)> _oldestFirst = new();

    public void Add(string uploadId, string bucket, KeptObject result)
    {
        lock (_gate)
        {
            while (_oldestFirst.TryPeek(out (string Id, long FinishedAt) oldest) && (_oldestFirst.Count >= MostKept || clock.GetElapsedTime(oldest.FinishedAt) > Kept))
                _byId.Remove(_oldestFirst.Dequeue().Id);
            // The bytes belong to the published object alone.
            _byId[uploadId] = (bucket, result with { Content = Content.Empty });
            _oldestFirst.Enqueue((uploadId, clock.GetTimestamp()));
        }
    }

    public KeptObject? Find(string uploadId, string bucket, ObjectKey key)
    {
        lock (_gate)
            return _byId.TryGetValue(uploadId, out (string Bucket, KeptObject Result) known) && known.Bucket == bucket && known.Result.Key == key ? known.Result : null;
    }
}
