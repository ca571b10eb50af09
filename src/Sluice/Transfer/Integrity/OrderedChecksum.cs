using Sluice.S3.Checksums;

namespace Sluice.Transfer.Integrity;

/// <summary>
/// The checksum of an object whose pieces come in order: of the whole, by combining the pieces' CRCs, or of its stored parts, whose borders
/// need not be those of the pieces, by hashing the bytes again.
/// </summary>
internal sealed class OrderedChecksum : IDisposable
{
    readonly ObjectChecksum? _expected;
    readonly PartChecksums? _parts;
    readonly ChecksumHasher? _hasher;
    readonly long _partSize;
    long _left, _inPart;
    int _part;
    ObjectChecksum? _whole;

    /// <summary>The whole's, from CRCs; null at the end where the pieces have others.</summary>
    public OrderedChecksum()
    {
    }

    /// <summary>Along stored parts.</summary>
    /// <param name="expected">What the store says of the object.</param>
    /// <param name="partSize">Bytes of each part but the last.</param>
    /// <param name="length">Bytes of the object.</param>
    public OrderedChecksum(ObjectChecksum expected, long partSize, long length)
    {
        (_expected, _partSize, _left) = (expected, partSize, length);
        _parts = new PartChecksums(expected.PartCount);
        _hasher = new ChecksumHasher(expected.Algorithm);
    }

    /// <summary>Bytes of a stored part; 0 where the whole's checksum is made.</summary>
    public long PartSize => _partSize;

    /// <summary>The checksum of all that was appended; null where there is none.</summary>
    public ObjectChecksum? Whole => _parts is null ? _whole : _left == 0 ? _parts.As(_expected!.Value) : null;

    /// <summary>Adds the next piece.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="checksum">Its own checksum, which counts for the whole's.</param>
    public void Append(ReadOnlySpan<byte> bytes, ObjectChecksum checksum)
    {
        if (_parts is null)
        {
            _whole = _whole is { } before && CrcCombine.IsPossible(checksum.Algorithm) ? CrcCombine.Combine(before, checksum, bytes.Length) : checksum;
            return;
        }
        while (!bytes.IsEmpty)
        {
            int count = (int)Math.Min(bytes.Length, _partSize - _inPart);
            _hasher!.Append(bytes[..count]);
            bytes = bytes[count..];
            (_inPart, _left) = (_inPart + count, _left - count);
            if (_inPart == _partSize || _left == 0)
            {
                _parts.Set(_part++, _hasher.Finish(), _inPart);
                _inPart = 0;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hasher?.Dispose();
}
