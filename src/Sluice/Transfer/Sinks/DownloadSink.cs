using Sluice.S3;

namespace Sluice.Transfer.Sinks;

/// <summary>Where the bytes of one object go. Opened once, written at any offset by many threads, then published or discarded.</summary>
internal abstract class DownloadSink : IDisposable
{
    /// <summary>Makes ready for this many bytes; a failure or null. What was written before is void.</summary>
    public abstract ItemFailure? Open(long length);

    /// <summary>Writes bytes at their place. Throws as <see cref="RandomAccess"/> does.</summary>
    public abstract void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Makes the bytes visible under their final name, with this time or what the attributes preserve; a failure or null.</summary>
    public abstract ItemFailure? Publish(DateTimeOffset? lastModified, ObjectAttributes stored);

    /// <summary>Turns an exception of <see cref="Write"/> into the failure it means.</summary>
    public abstract ItemFailure Explain(Exception exception);

    /// <summary>Discards what was not published.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected abstract void Dispose(bool disposing);
}
