using System.Buffers.Binary;

namespace Sluice.Sftp.Protocol;

/// <summary>Reads the fields of one packet. Nothing that a server says of lengths is believed: what does not fit throws <see cref="InvalidDataException"/>.</summary>
internal ref struct PacketReader(ReadOnlySpan<byte> packet)
{
    ReadOnlySpan<byte> _left = packet;

    /// <summary>Nothing is left.</summary>
    public readonly bool IsAtEnd => _left.IsEmpty;

    /// <summary>One byte.</summary>
    public byte Byte() => Take(1)[0];

    /// <summary>A number of 32 bits.</summary>
    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>A number of 64 bits.</summary>
    public ulong UInt64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    /// <summary>A string of bytes.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        uint length = UInt32();
        if (length > _left.Length)
            throw new InvalidDataException("A string is longer than its packet.");
        return Take((int)length);
    }

    /// <summary>The attributes of a file.</summary>
    public RemoteAttributes Attributes()
    {
        uint flags = UInt32();
        long? size = null;
        uint? mode = null, modified = null, user = null, group = null;
        if ((flags & RemoteAttributes.HasSize) != 0)
            size = UInt64() is <= long.MaxValue and var bytes ? (long)bytes : null;
        if ((flags & RemoteAttributes.HasOwner) != 0)
            (user, group) = (UInt32(), UInt32());
        if ((flags & RemoteAttributes.HasMode) != 0)
            mode = UInt32();
        if ((flags & RemoteAttributes.HasTimes) != 0)
        {
            Take(4);
            modified = UInt32();
        }
        if ((flags & RemoteAttributes.HasExtended) != 0)
        {
            uint count = UInt32();
            // Each takes 8 bytes at least, so that the packet bounds the loop.
            for (uint at = 0; at < count; at++)
            {
                Bytes();
                Bytes();
            }
        }
        return new RemoteAttributes(size, mode, modified) { User = user, Group = group };
    }

    ReadOnlySpan<byte> Take(int count)
    {
        if (count > _left.Length)
            throw new InvalidDataException("A packet ends within a field.");
        ReadOnlySpan<byte> taken = _left[..count];
        _left = _left[count..];
        return taken;
    }
}
