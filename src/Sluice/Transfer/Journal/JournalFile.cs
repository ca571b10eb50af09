using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Sluice.Failures;
using Sluice.S3.Checksums;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Journal;

/// <summary>
/// The file of a journal: eight bytes that name the format and its version, then records, each behind its length and the
/// CRC-32C of both. A record is one write to the page cache, which outlives this process however it ends; it is not
/// flushed to the disk, so that a power failure may take the latest records, and what they said is done again.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    /// <summary>How the name of a journal ends.</summary>
    public const string Extension = ".journal";

    /// <summary>The version of the format that this program reads and writes.</summary>
    public const byte Version = 1;

    const int FrameLength = 8;

    // Longer than any record: Linux hands a process at most 6 MiB of arguments, which the first one holds. What claims to be longer is damage.
    const int MaxRecord = 16 << 20;

    readonly FileStream _file;
    // Taken once: each look at FileStream's own property moves the file's position, a system call.
    readonly SafeFileHandle _handle;
    readonly RecordWriter _record = new();
    long _length;

    JournalFile(FileStream file, long length)
    {
        _file = file;
        _handle = file.SafeFileHandle;
        _length = length;
    }

    static ReadOnlySpan<byte> Magic => "SLUICEJ"u8;

    /// <summary>
    /// Opens a journal to go on with it, or creates it; <paramref name="apply"/> takes its records. What follows the last
    /// whole record is cut off. Throws <see cref="JournalException"/> for another version.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="apply">Takes a record.</param>
    /// <param name="cut">Bytes that were cut off.</param>
    public static JournalFile Open(string path, Action<ReadOnlySpan<byte>> apply, out long cut)
    {
        FileStreamOptions options = FileModes.PrivateFile(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        options.BufferSize = 0;
        FileStream file = new(path, options);
        try
        {
            long whole = Read(file, path, apply);
            cut = file.Length - whole;
            if (cut > 0)
                file.SetLength(whole);
            JournalFile journal = new(file, whole);
            if (whole == 0)
            {
                RandomAccess.Write(file.SafeFileHandle, [.. Magic, Version], 0);
                journal._length = Magic.Length + 1;
            }
            return journal;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a journal, which another process may be writing. Throws as <see cref="Open"/> does.</summary>
    /// <param name="path">The file.</param>
    /// <param name="apply">Takes a record.</param>
    /// <param name="most">Records that are read at most.</param>
    public static void Read(string path, Action<ReadOnlySpan<byte>> apply, long most = long.MaxValue)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        Read(file, path, apply, most);
    }

    /// <summary>Begins a record; hand it to <see cref="Append"/>.</summary>
    public RecordWriter Record(RecordKind kind) => _record.Clear(FrameLength).Byte((byte)kind);

    /// <summary>Writes the record that was begun last. Throws as <see cref="RandomAccess"/> does.</summary>
    public void Append()
    {
        ReadOnlySpan<byte> framed = _record.Written;
        Span<byte> frame = _record.Reserved(FrameLength);
        BinaryPrimitives.WriteInt32LittleEndian(frame, framed.Length - FrameLength);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], ChecksumOf(frame[..4], framed[FrameLength..]));
        PosixFile.Write(_handle, framed, _length);
        _length += framed.Length;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // The number of bytes up to the end of the last whole record.
    static long Read(FileStream file, string path, Action<ReadOnlySpan<byte>> apply, long most = long.MaxValue)
    {
        // Not disposed, because that would close the file, which is the caller's.
#pragma warning disable CA2000
        BufferedStream stream = new(file, 256 << 10);
#pragma warning restore CA2000
        byte[] bytes = new byte[4096];
        // A process that was killed before it wrote the first bytes has begun nothing.
        if (stream.ReadAtLeast(bytes.AsSpan(0, Magic.Length + 1), Magic.Length + 1, throwOnEndOfStream: false) <= Magic.Length)
            return 0;
        if (!bytes.AsSpan().StartsWith(Magic))
            throw new JournalException($"{DisplayText.Of(path)} is not a journal of sluice. Remove it, or run with --no-journal.");
        if (bytes[Magic.Length] != Version)
            throw new JournalException($"The journal {DisplayText.Of(path)} has format {bytes[Magic.Length]}, and this sluice reads format {Version}: another version began this run. "
                + "Finish it with that version; or give it up with 'sluice resume --discard', then 'sluice cleanup' removes what it left; or run with --no-journal.");
        long whole = Magic.Length + 1;
        while (most-- > 0 && stream.ReadAtLeast(bytes.AsSpan(0, FrameLength), FrameLength, throwOnEndOfStream: false) == FrameLength)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
            uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4));
            if (length is <= 0 or > MaxRecord)
                break;
            if (bytes.Length < FrameLength + length)
                Array.Resize(ref bytes, FrameLength + length);
            Span<byte> record = bytes.AsSpan(FrameLength, length);
            if (stream.ReadAtLeast(record, length, throwOnEndOfStream: false) < length || ChecksumOf(bytes.AsSpan(0, 4), record) != checksum)
                break;
            try
            {
                apply(record);
            }
            catch (Exception nonsense) when (nonsense is InvalidDataException or ArgumentException)
            {
                break;
            }
            whole += FrameLength + length;
        }
        return whole;
    }

    static uint ChecksumOf(ReadOnlySpan<byte> length, ReadOnlySpan<byte> record) => (uint)Crc.Crc32C.Append(Crc.Crc32C.Append(Crc.Empty, length), record);
}
