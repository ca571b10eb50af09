using Sluice.Engine;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;

namespace Sluice.Transfer.Content;

/// <summary>Computes one checksum by its recipe from bytes that are read into a buffer in order.</summary>
/// <param name="recipe">Which, and over what.</param>
/// <param name="run">The run.</param>
/// <param name="worker">Whose thread it is.</param>
/// <param name="buffer">Nobody else's until this is disposed.</param>
/// <param name="length">Expected bytes.</param>
internal sealed class ContentHasher(ContentRecipe recipe, TransferContext run, Worker worker, Memory<byte> buffer, long length) : IDisposable
{
    readonly BodyHasher _body = worker.BodyHasher(run, buffer, recipe.Algorithm, length);
    readonly List<ObjectChecksum> _parts = [];
    long _inPart;

    /// <summary>Where to read next: never beyond the end of a part.</summary>
    public Span<byte> Next => recipe.PartSize == 0 ? _body.Next : _body.Next[..(int)Math.Min(_body.Next.Length, recipe.PartSize - _inPart)];

    /// <summary>Adds so many bytes of <see cref="Next"/>.</summary>
    public void Append(int count)
    {
        _body.Append(count);
        _inPart += count;
        if (_inPart == recipe.PartSize)
            EndPart();
    }

    /// <summary>The checksum of all bytes.</summary>
    public ObjectChecksum Finish()
    {
        if (recipe.PartSize == 0)
            return _body.Finish()!.Value;
        if (_inPart > 0)
            EndPart();
        return ChecksumHeaders.Compose(recipe.Algorithm, _parts);
    }

    /// <summary>Nobody reads the buffer any more.</summary>
    public void Dispose() => _body.Dispose();

    void EndPart()
    {
        _parts.Add(_body.Finish()!.Value);
        _inPart = 0;
    }
}
