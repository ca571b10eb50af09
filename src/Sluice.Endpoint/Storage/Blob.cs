namespace Sluice.Endpoint.Storage;

/// <summary>
/// A run of stored bytes that never changes. Counted: an object, an upload's part and every reader hold it, so that
/// an overwrite during a download neither tears nor truncates the download.
/// </summary>
abstract class Blob(string id, long length)
{
    int _holders = 1;

    /// <summary>Name within its store.</summary>
    public string Id { get; } = id;

    /// <summary>Length in bytes.</summary>
    public long Length { get; } = length;

    /// <summary>One more holder; false when the last one has already let go.</summary>
    public bool TryHold()
    {
        int seen = Volatile.Read(ref _holders);
        while (seen > 0)
        {
            int before = Interlocked.CompareExchange(ref _holders, seen + 1, seen);
            if (before == seen)
                return true;
            seen = before;
        }
        return false;
    }

    /// <summary>One holder less; the last one frees the bytes.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            Free();
    }

    public abstract BlobReader OpenReader();

    protected abstract void Free();
}
