using System.Buffers.Binary;
using System.Text;

namespace Sluice.Transfer.Journal;

/// <summary>Reads one record. Throws <see cref="InvalidDataException"/> when it is shorter than it should be.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> record)
{
    ReadOnlySpan<byte> _rest = record;

    /// <summary>True when nothing follows.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>The next byte.</summary>
    public byte Byte() => Take(1)[0];

    /// <summary>The next 4 bytes.</summary>
    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    /// <summary>The next 8 bytes.</summary>
    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>The next 16 bytes.</summary>
    public UInt128 Wide() => BinaryPrimitives.ReadUInt128LittleEndian(Take(16));

    /// <summary>The next bytes behind their count.</summary>
    public byte[] Bytes() => Take(Int()).ToArray();

    /// <summary>The next text.</summary>
    public string Text() => Encoding.UTF8.GetString(Take(Int()));

    ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length)
            throw new InvalidDataException("A record of the journal is too short.");
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
