using System.Security.Cryptography;

namespace Sluice.S3.Checksums;

/// <summary>
/// Computes one checksum over bytes that come in pieces. Appending allocates nothing. Not safe for many threads; one
/// can be used for many messages, one after another.
/// </summary>
public sealed class ChecksumHasher : IDisposable
{
    readonly Crc? _crc;
    readonly IncrementalHash? _hash;
    ulong _value = Crc.Empty;
    bool _begun;

    /// <summary>Begins a checksum. Throws <see cref="ArgumentOutOfRangeException"/> for <see cref="ChecksumAlgorithm.None"/>.</summary>
    public ChecksumHasher(ChecksumAlgorithm algorithm)
    {
        Algorithm = algorithm;
        _crc = Crc.Create(algorithm);
        if (_crc is null)
            _hash = IncrementalHash.CreateHash(ChecksumHeaders.HashName(algorithm));
    }

    /// <summary>Which checksum.</summary>
    public ChecksumAlgorithm Algorithm { get; }

    /// <summary>The checksum of bytes that are all there.</summary>
    public static ObjectChecksum Compute(ChecksumAlgorithm algorithm, ReadOnlySpan<byte> bytes)
    {
        using ChecksumHasher hasher = new(algorithm);
        hasher.Append(bytes);
        return hasher.Finish();
    }

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_crc is not null)
            _value = _crc.Append(_value, bytes);
        else
        {
            _begun = true;
            _hash!.AppendData(bytes);
        }
    }

    /// <summary>The checksum of all bytes since the last call; begins anew.</summary>
    public ObjectChecksum Finish()
    {
        if (_crc is not null)
        {
            ulong value = _value;
            _value = Crc.Empty;
            return CrcCombine.ToChecksum(Algorithm, _crc, value);
        }
        _begun = false;
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        return new ObjectChecksum(Algorithm, Convert.ToBase64String(digest[.._hash!.GetHashAndReset(digest)]));
    }

    /// <summary>The checksum of the bytes so far, and it goes on.</summary>
    internal ObjectChecksum Current
    {
        get
        {
            if (_crc is not null)
                return CrcCombine.ToChecksum(Algorithm, _crc, _value);
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            return new ObjectChecksum(Algorithm, Convert.ToBase64String(digest[.._hash!.GetCurrentHash(digest)]));
        }
    }

    /// <summary>Forgets the bytes since the last <see cref="Finish"/>, if there are any.</summary>
    internal void Reset()
    {
        _value = Crc.Empty;
        if (_begun)
            _ = Finish();
    }

    /// <inheritdoc/>
    public void Dispose() => _hash?.Dispose();
}
