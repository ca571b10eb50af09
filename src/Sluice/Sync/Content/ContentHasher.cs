using Sluice.S3.Checksums;
using Sluice.Transfer.Scheduling;

namespace Sluice.Sync.Content;

/// <summary>Computes one checksum by its recipe from bytes that come in order.</summary>
internal sealed class ContentHasher(ContentRecipe recipe, PartWorker worker)
{
    readonly ChecksumHasher _hasher = worker.Hasher(recipe.Algorithm);
    readonly List<ObjectChecksum> _parts = [];
    long _inPart;

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (recipe.PartSize > 0 && bytes.Length >= recipe.PartSize - _inPart)
        {
            int rest = (int)(recipe.PartSize - _inPart);
            _hasher.Append(bytes[..rest]);
            _parts.Add(_hasher.Finish());
            _inPart = 0;
            bytes = bytes[rest..];
        }
        _hasher.Append(bytes);
        _inPart += bytes.Length;
    }

    /// <summary>The checksum of all bytes.</summary>
    public ObjectChecksum Finish()
    {
        if (recipe.PartSize == 0)
            return _hasher.Finish();
        if (_inPart > 0)
            _parts.Add(_hasher.Finish());
        return ChecksumHeaders.Compose(recipe.Algorithm, _parts);
    }
}
