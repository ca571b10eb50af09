using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Trees;

/// <summary>The target of a symbolic link as bytes, where links are items themselves.</summary>
/// <param name="location">The link.</param>
/// <param name="target">Where it leads.</param>
/// <param name="read">Reads that again; null when it is no link any more. May throw <see cref="PlaceException"/>.</param>
internal sealed class LinkSource(Location location, byte[] target, Func<byte[]?> read) : UploadSource
{
    /// <inheritdoc/>
    public override Location Location => location;

    /// <summary>Where it leads.</summary>
    public byte[] Target => target;

    /// <inheritdoc/>
    public override long Length => target.Length;

    /// <inheritdoc/>
    public override bool LooksSame => Change() is null;

    /// <inheritdoc/>
    public override RequestBody Body(long offset, long length) => new MemoryBody(target.AsMemory((int)offset, (int)length));

    /// <inheritdoc/>
    public override Failure? Change()
    {
        try
        {
            return read() is { } now && now.AsSpan().SequenceEqual(target) ? null : Failure.Changed($"{location}: It is another link by now, or none.");
        }
        catch (PlaceException exception)
        {
            return exception.Failure;
        }
    }
}
