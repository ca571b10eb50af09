using System.Text;
using Sluice.S3;

namespace Sluice.Inventories.Writing;

/// <summary>
/// The columns of a row group in memory, made once for all row groups of all files: what is made anew for each is large, and lies about until all of the heap is
/// collected, so that a process grows with its bucket.
/// </summary>
internal sealed class RowGroup
{
    // Five times what DuckDB calls too small. What the writer of Parquet takes for a row group stays in pools: 19 MB with this, 80 MB with 100,000 rows.
    internal const int DefaultRows = 25_000;
    // And where keys are long.
    const int MostChars = 16 << 20;
    const int SlabChars = 1 << 20;

    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    // Texts, one after another; those that are in use stay where they are until they are written.
    readonly List<char[]> _slabs = [];
    int _slab, _used;

    /// <summary>Makes room for one.</summary>
    /// <param name="bucket">The bucket of all rows.</param>
    /// <param name="versions">It has the columns of versions.</param>
    /// <param name="rows">Rows at most.</param>
    public RowGroup(string bucket, bool versions, int rows = DefaultRows)
    {
        int ofVersions = versions ? rows : 0;
        (Bucket, Keys, Sizes, Times, ETags, Classes) = (new ReadOnlyMemory<char>[rows], new ReadOnlyMemory<char>[rows], new long?[rows], new DateTime?[rows], new ReadOnlyMemory<char>?[rows], new ReadOnlyMemory<char>?[rows]);
        (Versions, Latest, Markers) = (new ReadOnlyMemory<char>?[ofVersions], new bool?[ofVersions], new bool?[ofVersions]);
        Array.Fill(Bucket, bucket.AsMemory());
    }

    /// <summary>Rows in it.</summary>
    public int Count { get; private set; }

    /// <summary>True when it has to be written before another row is added.</summary>
    public bool IsFull => Count == Keys.Length || ((long)_slab * SlabChars) + _used > MostChars;

    /// <summary>True when it has the columns of versions.</summary>
    public bool HasVersions => Versions.Length > 0;

    /// <summary>The bucket.</summary>
    public ReadOnlyMemory<char>[] Bucket { get; }

    /// <summary>Keys.</summary>
    public ReadOnlyMemory<char>[] Keys { get; }

    /// <summary>Ids of versions.</summary>
    public ReadOnlyMemory<char>?[] Versions { get; }

    /// <summary>Whether they are the latest.</summary>
    public bool?[] Latest { get; }

    /// <summary>Whether they are delete markers.</summary>
    public bool?[] Markers { get; }

    /// <summary>Bytes.</summary>
    public long?[] Sizes { get; }

    /// <summary>When they were written.</summary>
    public DateTime?[] Times { get; }

    /// <summary>Entity tags, without quotes.</summary>
    public ReadOnlyMemory<char>?[] ETags { get; }

    /// <summary>Storage classes.</summary>
    public ReadOnlyMemory<char>?[] Classes { get; }

    /// <summary>Adds a row. Throws <see cref="DecoderFallbackException"/> for a key that is no UTF-8.</summary>
    public void Add(in ListedObject found)
    {
        Keys[Count] = Keep(found.Key.Bytes);
        if (HasVersions)
            (Versions[Count], Latest[Count], Markers[Count]) = (Keep(found.Version?.Id), DataFile.IsLatest(found), DataFile.IsMarker(found));
        Sizes[Count] = DataFile.SizeOf(found);
        Times[Count] = found.LastModified?.UtcDateTime;
        ETags[Count] = found.ETag is { Length: > 0 } etag ? Keep(etag.AsSpan().Trim('"')) : null;
        Classes[Count] = DataFile.ClassOf(found)?.AsMemory();
        Count++;
    }

    /// <summary>Makes it empty.</summary>
    public void Clear()
    {
        // Storage classes are strings of pages.
        Array.Clear(Classes, 0, Count);
        (Count, _slab, _used) = (0, 0, 0);
    }

    ReadOnlyMemory<char> Keep(ReadOnlySpan<byte> key)
    {
        int length = Strict.GetChars(key, Room(key.Length));
        return Take(length);
    }

    ReadOnlyMemory<char>? Keep(string? text) => text is null ? null : Keep(text.AsSpan());

    ReadOnlyMemory<char> Keep(ReadOnlySpan<char> text)
    {
        text.CopyTo(Room(text.Length));
        return Take(text.Length);
    }

    // A slab is larger than any key, tag or id that a listing has.
    Span<char> Room(int most)
    {
        if (_slabs.Count > 0 && SlabChars - _used < most)
            (_slab, _used) = (_slab + 1, 0);
        if (_slab == _slabs.Count)
            _slabs.Add(new char[SlabChars]);
        return _slabs[_slab].AsSpan(_used, most);
    }

    ReadOnlyMemory<char> Take(int length)
    {
        _used += length;
        return _slabs[_slab].AsMemory(_used - length, length);
    }
}
