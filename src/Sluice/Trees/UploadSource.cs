using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.Local;

namespace Sluice.Trees;

/// <summary>Bytes that become an object, readable more than once and in any order. Opened for one transfer, which disposes it.</summary>
internal abstract class UploadSource : IDisposable
{
    /// <summary>Where they are.</summary>
    public abstract Location Location { get; }

    /// <summary>Their number, when they were opened.</summary>
    public abstract long Length { get; }

    /// <summary>The file that they are in, as it was when it was opened; the default for none.</summary>
    public virtual FileStatus Opened => default;

    /// <summary>True when its bytes cross a network each time that they are read.</summary>
    public virtual bool IsFar => false;

    /// <summary>Reads bytes into a buffer, as many as it takes or as there are; 0 at the end. Throws as <see cref="RandomAccess"/> does.</summary>
    public virtual int Read(long offset, Span<byte> buffer) => Body(offset, Length - offset).Read(0, buffer);

    /// <summary>A run of them, as the body of a request.</summary>
    public abstract RequestBody Body(long offset, long length);

    /// <summary>What is said of a source that yields more bytes than <see cref="Length"/> and has not grown.</summary>
    public virtual Failure Excess => Failure.Local("NotAFile", $"{Location}: It yields more than the {Length:N0} bytes that its size says.");

    /// <summary>Says how they changed since they were opened; null when they did not.</summary>
    public virtual Failure? Change() => null;

    /// <summary>True when there are more of them than when they were opened.</summary>
    public virtual bool HasGrown => false;

    /// <summary>True while size and time are what they were, which whoever writes can see to: only reading again proves the bytes then.</summary>
    public virtual bool LooksSame => true;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing) { }
}
