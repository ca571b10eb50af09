using Sluice.S3.Checksums;

namespace Sluice.Transfer.Integrity;

/// <summary>
/// The buffer that a body is received into, and the checksum of what was received. When that is computed later, together with
/// those of other bodies, two halves of the buffer take turns. Belongs to one thread.
/// </summary>
/// <param name="buffer">Nobody else's until it is disposed.</param>
/// <param name="hasher">Computes at once; null: nothing is computed, or later.</param>
/// <param name="later">Computes later; null: at once, or nothing.</param>
/// <param name="along">Computes another checksum at once, which <see cref="Current"/> tells; null for none.</param>
/// <param name="others">Checksums that the bytes must have as well; null or empty for none.</param>
internal sealed class BodyHasher(Memory<byte> buffer, ChecksumHasher? hasher, Md5Message? later, ChecksumHasher? along = null, IReadOnlyList<ObjectChecksum>? others = null) : IDisposable
{
    // Nearly no store claims more than one checksum.
    readonly ChecksumHasher[]? _others = others is { Count: > 0 } ? [.. others.Select(static other => new ChecksumHasher(other.Algorithm))] : null;
    readonly int _length = later is null ? buffer.Length : buffer.Length / 2;
    int _start, _at;

    /// <summary>Where to receive next.</summary>
    public Span<byte> Next => buffer.Span[_at..(_start + _length)];

    /// <summary>Adds so many bytes of <see cref="Next"/> and returns them: they stay as they are until it is called again.</summary>
    public ReadOnlySpan<byte> Append(int count)
    {
        ReadOnlySpan<byte> bytes = Next[..count];
        Append(bytes);
        if (later is not null && (_at += count) == _start + _length)
        {
            later.Append(buffer[_start.._at]);
            _at = _start = _start == 0 ? _length : 0;
        }
        return bytes;
    }

    /// <summary>Adds bytes wherever they are, to what is computed at once.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        hasher?.Append(bytes);
        along?.Append(bytes);
        foreach (ChecksumHasher other in _others ?? [])
            other.Append(bytes);
    }

    /// <summary>A checksum of the bytes so far, and it goes on; null when none can be told before the end.</summary>
    public ObjectChecksum? Current => (hasher ?? along)?.Current;

    /// <summary>The checksum of all bytes, null when none is computed; begins anew.</summary>
    public ObjectChecksum? Finish()
    {
        if (_at > _start)
            later?.Append(buffer[_start.._at]);
        _at = _start;
        return later?.Finish() ?? hasher?.Finish();
    }

    /// <summary>The failure of bytes that lack one of the other checksums; null when they have all. After the last byte.</summary>
    public ItemFailure? Contradiction()
    {
        for (int i = 0; i < _others?.Length; i++)
            if (_others[i].Finish() is var computed && computed != others![i])
                return DownloadCheck.Contradicts(others[i], computed);
        return null;
    }

    /// <summary>Nobody reads the buffer any more; a body that was not finished is forgotten.</summary>
    public void Dispose()
    {
        later?.Reset();
        foreach (ChecksumHasher other in _others ?? [])
            other.Dispose();
    }
}
