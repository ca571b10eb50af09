using Microsoft.Win32.SafeHandles;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.Local;

namespace Sluice.Trees;

/// <summary>Where the bytes of one object go. Opened once, written at any offset by many threads, then published or discarded.</summary>
internal abstract class DownloadSink : IDisposable
{
    /// <summary>Reads out of attributes what the file keeps of them, for a sink that does not know itself; null where it keeps nothing.</summary>
    public Func<ObjectAttributes, KeptAttributes>? Keeps { get; set; }

    /// <summary>Makes ready for this many bytes; a failure or null. What was written before is void.</summary>
    /// <param name="length">Bytes that will come.</param>
    /// <param name="naming">Told the name of the unfinished file before there is such a file.</param>
    public abstract Failure? Open(long length, Action<string>? naming = null);

    /// <summary>What has the name is not replaced, whatever it is: then <see cref="Publish"/> fails with the code <see cref="Tree.Exists"/>.</summary>
    public bool KeepsExisting { get; init; }

    /// <summary>True when what is unfinished can be left, and opened again by a later run.</summary>
    public virtual bool CanReopen => false;

    /// <summary>Opens what was written, to be read; null when it cannot be. For who asks to dispose.</summary>
    public virtual SafeFileHandle? OpenWritten() => null;

    /// <summary>Opens what an earlier run left, to go on with it; false when that is gone, or has not the space it needs.</summary>
    /// <param name="temporary">The unfinished file.</param>
    /// <param name="length">Bytes that it will have.</param>
    /// <param name="missing">Bytes that will come.</param>
    public virtual bool TryReopen(string temporary, long length, long missing) => false;

    /// <summary>Removes what an earlier run left and nobody goes on with, if it is there and one of ours by its name; why that was not possible, or null.</summary>
    public virtual Failure? RemoveUnfinished(string temporary) => null;

    /// <summary>What was written in order is where it belongs as far as this offset; what lies behind may be on its way.</summary>
    public virtual long Arrived => long.MaxValue;

    /// <summary>Reads back what was written. Throws as <see cref="RandomAccess"/> does.</summary>
    public virtual int Read(long offset, Span<byte> buffer) => 0;

    /// <summary>Leaves what is unfinished for a later run.</summary>
    public virtual void Leave() { }

    /// <summary>Fills it with all of a source that the same place has, without their bytes coming here; false where they must, after which all of them are to be written.</summary>
    /// <param name="source">The source.</param>
    /// <param name="copied">Told of bytes that were copied; may throw to end it.</param>
    /// <param name="failure">Why it ended in vain; null when all bytes are there.</param>
    public virtual bool TryCopy(UploadSource source, Action<long> copied, out Failure? failure)
    {
        failure = null;
        return false;
    }

    /// <summary>Told what one writer writes next, so that space may be taken for all of it; nothing need come of it.</summary>
    public virtual void Expect(long offset, long length) { }

    /// <summary>Writes bytes at their place. Throws as <see cref="RandomAccess"/> does.</summary>
    public abstract void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Memory of the sink's own that the next bytes can be read into, which saves copying them; empty where it has none. By one thread, which calls <see cref="Filled"/> next.</summary>
    /// <param name="offset">Their place.</param>
    /// <param name="most">How many there are.</param>
    public virtual Span<byte> Room(long offset, int most) => default;

    /// <summary>Writes what was read into the <see cref="Room"/>. Throws as <see cref="Write"/> does.</summary>
    /// <param name="count">Bytes of it; 0 for none.</param>
    public virtual void Filled(int count) => throw new NotSupportedException("This sink has no room of its own.");

    /// <summary>Makes the bytes visible under their final name, with this time or what the attributes preserve; a failure or null.</summary>
    public abstract Failure? Publish(DateTimeOffset? lastModified, ObjectAttributes stored);

    /// <summary>Last write that was given to what is published, as its place will tell it; null when nobody knows, and for files of this machine, which are looked at.</summary>
    public virtual DateTimeOffset? PublishedModified => null;

    /// <summary>The file that was published, under its name; null for what is none of this machine, and when it was not looked at.</summary>
    public virtual FileStatus? PublishedStatus => null;

    /// <summary>Turns an exception of <see cref="Write"/> into the failure it means.</summary>
    public abstract Failure Explain(Exception exception);

    /// <summary>Discards what was not published.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected abstract void Dispose(bool disposing);
}
