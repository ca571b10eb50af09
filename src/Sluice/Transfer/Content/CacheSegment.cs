using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Content;

/// <summary>
/// A file of records in the order of their keys, never changed once it has its name. Keys are hashes and so spread
/// evenly: a record is found where its key says it must be, in about two reads of a block, and nothing of the file is
/// held in memory.
/// </summary>
internal sealed class CacheSegment : IDisposable
{
    const int BlockRecords = 64;
    const int MergeRecords = 1024;

    readonly SafeFileHandle _file;
    readonly long _count;

    CacheSegment(string path, SafeFileHandle file, long count)
    {
        FilePath = path;
        _file = file;
        _count = count;
    }

    /// <summary>First bytes of every segment; the last character is the version.</summary>
    static ReadOnlySpan<byte> Magic => "sluice sums v1\n\0"u8;

    /// <summary>Where it is.</summary>
    public string FilePath { get; }

    /// <summary>Opens a segment; null when it is none, of another version, or torn.</summary>
    public static CacheSegment? TryOpen(string path)
    {
        // Others may remove it meanwhile, after they have merged it into another one.
        SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
        Span<byte> magic = stackalloc byte[Magic.Length];
        long body = RandomAccess.GetLength(file) - Magic.Length;
        if (body >= 0 && body % CacheRecord.Size == 0 && RandomAccess.Read(file, magic, 0) == Magic.Length && magic.SequenceEqual(Magic))
            return new CacheSegment(path, file, body / CacheRecord.Size);
        file.Dispose();
        return null;
    }

    /// <summary>Writes records, which come in order, to a new file of this name.</summary>
    public static void Write(string path, IEnumerable<CacheRecord> records)
    {
        FileStreamOptions options = FileModes.PrivateFile(FileMode.CreateNew, FileAccess.Write);
        options.BufferSize = CacheRecord.Size * MergeRecords;
        using FileStream file = new(path, options);
        file.Write(Magic);
        byte[] buffer = new byte[CacheRecord.Size];
        foreach (CacheRecord record in records)
        {
            record.Write(buffer);
            file.Write(buffer);
        }
    }

    /// <summary>Finds a record.</summary>
    public bool TryFind(UInt128 key, out CacheRecord record)
    {
        record = default;
        Span<byte> block = stackalloc byte[BlockRecords * CacheRecord.Size];
        long low = 0, high = _count;
        UInt128 least = 0, most = UInt128.MaxValue;
        while (low < high)
        {
            // 1 The block around the place where the key should be, as things are spread between the borders.
            long start = low;
            if (high - low > BlockRecords)
            {
                double share = (double)(key - least) / Math.Max((double)(most - least), 1);
                start = Math.Clamp(low + (long)((high - low) * share) - BlockRecords / 2, low, high - BlockRecords);
            }
            int count = (int)Math.Min(BlockRecords, high - start);
            ReadOnlySpan<byte> read = block[..(count * CacheRecord.Size)];
            if (RandomAccess.Read(_file, block[..read.Length], Magic.Length + start * CacheRecord.Size) != read.Length)
                return false;
            // 2 Left of it, right of it, or in it. Each step leaves out a block at least, in whatever order damage left them.
            UInt128 first = KeyAt(read, 0), last = KeyAt(read, count - 1);
            if (key < first)
                (high, most) = (start, first);
            else if (key > last)
                (low, least) = (start + count, last);
            else
                return Scan(read, key, out record);
            if (key < least || key > most)
                return false;
        }
        return false;
    }

    /// <summary>All records in order, damaged ones left out.</summary>
    public IEnumerable<CacheRecord> Records()
    {
        byte[] buffer = new byte[MergeRecords * CacheRecord.Size];
        for (long at = 0; at < _count; at += MergeRecords)
        {
            int bytes = (int)Math.Min(MergeRecords, _count - at) * CacheRecord.Size;
            if (RandomAccess.Read(_file, buffer.AsSpan(0, bytes), Magic.Length + at * CacheRecord.Size) != bytes)
                yield break;
            for (int offset = 0; offset < bytes; offset += CacheRecord.Size)
                if (CacheRecord.TryRead(buffer.AsSpan(offset, CacheRecord.Size), out CacheRecord record))
                    yield return record;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    static bool Scan(ReadOnlySpan<byte> block, UInt128 key, out CacheRecord record)
    {
        for (; block.Length > 0; block = block[CacheRecord.Size..])
            if (KeyAt(block, 0) == key)
                return CacheRecord.TryRead(block[..CacheRecord.Size], out record);
        record = default;
        return false;
    }

    static UInt128 KeyAt(ReadOnlySpan<byte> block, int index) => BinaryPrimitives.ReadUInt128BigEndian(block[(index * CacheRecord.Size)..]);
}
