using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Storage;

/// <summary>An unfinished multipart upload and its parts, which it holds.</summary>
sealed class Upload(UploadRecord record)
{
    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly SortedDictionary<int, PartRecord> _parts = [];
    bool _closed;

    public UploadRecord Record { get; } = record;

    public IReadOnlyList<PartRecord> Parts
    {
        get
        {
            lock (_gate)
                return [.. _parts.Values];
        }
    }

    /// <summary>Adds or replaces a part. Throws <see cref="RefusalException"/> (NoSuchUpload) once the upload has ended; the part is released then.</summary>
    public void Put(PartRecord part, Action<PartRecord> save)
    {
        PartRecord? before;
        lock (_gate)
        {
            if (_closed)
            {
                part.Blob?.Release();
                throw new RefusalException(Refusal.NoSuchUpload);
            }
            save(part);
            _parts.TryGetValue(part.Number, out before);
            _parts[part.Number] = part;
        }
        before?.Blob?.Release();
    }

    /// <summary>Ends the upload and lets its parts go. False when it has ended already.</summary>
    public bool Close()
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            _closed = true;
        }
        foreach (PartRecord part in _parts.Values)
            part.Blob?.Release();
        return true;
    }
}
