using System.Buffers.Binary;
using System.Text;

namespace Sluice.Transfer.Journal;

/// <summary>Builds one record at a time in a buffer that it keeps. Little-endian; text is UTF-8 behind its length.</summary>
internal sealed class RecordWriter
{
    byte[] _bytes = new byte[256];
    int _length;

    /// <summary>What was written since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Forgets everything, but for room of this many bytes at the beginning.</summary>
    public RecordWriter Clear(int reserve = 0)
    {
        _length = 0;
        Take(reserve).Clear();
        return this;
    }

    /// <summary>The room at the beginning.</summary>
    public Span<byte> Reserved(int count) => _bytes.AsSpan(0, count);

    /// <summary>Adds a byte.</summary>
    public RecordWriter Byte(byte value)
    {
        Take(1)[0] = value;
        return this;
    }

    /// <summary>Adds 4 bytes.</summary>
    public RecordWriter Int(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);
        return this;
    }

    /// <summary>Adds 8 bytes.</summary>
    public RecordWriter Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);
        return this;
    }

    /// <summary>Adds 16 bytes.</summary>
    public RecordWriter Wide(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(Take(16), value);
        return this;
    }

    /// <summary>Adds bytes behind their count.</summary>
    public RecordWriter Bytes(ReadOnlySpan<byte> value)
    {
        Int(value.Length);
        value.CopyTo(Take(value.Length));
        return this;
    }

    /// <summary>Adds text.</summary>
    public RecordWriter Text(string? value)
    {
        int count = Encoding.UTF8.GetByteCount(value ?? "");
        Int(count);
        Encoding.UTF8.GetBytes(value ?? "", Take(count));
        return this;
    }

    Span<byte> Take(int count)
    {
        if (_length + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        Span<byte> taken = _bytes.AsSpan(_length, count);
        _length += count;
        return taken;
    }
}
