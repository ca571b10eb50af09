using System.Buffers;
using System.Buffers.Binary;

namespace Sluice.Sftp.Protocol;

/// <summary>
/// One request: its packet, written into a pooled buffer, and what came back. The buffer goes back when the packet is sent and answered both:
/// a server that answers what was not sent yet must not get it into another request's hands.
/// </summary>
internal sealed class SftpRequest
{
    // Length, type and id.
    const int HeaderLength = 9;

    readonly Lock _owners = new();
    byte[] _packet;
    int _owned = 2;
    bool _isAnswered;

    /// <summary>A request of this kind, whose fields take about this many bytes.</summary>
    public SftpRequest(PacketType type, int capacity)
    {
        _packet = ArrayPool<byte>.Shared.Rent(HeaderLength + capacity);
        _packet[4] = (byte)type;
        Length = HeaderLength;
    }

    /// <summary>Bytes of the packet.</summary>
    public int Length { get; private set; }

    /// <summary>The packet, while it is not sent and answered.</summary>
    public ReadOnlySpan<byte> Packet => _packet.AsSpan(0, Length);

    /// <summary>Where the bytes of a file go; null for other answers.</summary>
    public byte[]? Into { get; init; }

    /// <summary>Most bytes that were asked for; of a write, its bytes.</summary>
    public int Wanted { get; set; }

    /// <summary>Bytes of the file that came.</summary>
    public int Count { get; set; }

    /// <summary>For a write: where in the file.</summary>
    public long Offset { get; init; }

    /// <summary>For a write: its bytes, until they are acknowledged.</summary>
    public ReadOnlySpan<byte> Data => _packet.AsSpan(Length - Wanted, Wanted);

    /// <summary>What kind of answer came.</summary>
    public PacketType Answer { get; set; }

    /// <summary>The answer behind its id; empty for bytes of a file.</summary>
    public byte[] Payload { get; set; } = [];

    /// <summary>The answer came, or the connection is lost. Under the lock of this.</summary>
    public bool IsAnswered
    {
        get => Volatile.Read(ref _isAnswered);
        set => Volatile.Write(ref _isAnswered, value);
    }

    /// <summary>The connection was lost before the answer came.</summary>
    public bool IsLost { get; set; }

    /// <summary>Nobody waits for its answer.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>Its number, which the answer has.</summary>
    public uint Id => BinaryPrimitives.ReadUInt32BigEndian(_packet.AsSpan(5));

    /// <summary>Adds a number of 32 bits.</summary>
    public SftpRequest Add(uint number)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Room(4), number);
        return this;
    }

    /// <summary>Adds a number of 64 bits.</summary>
    public SftpRequest Add(ulong number)
    {
        BinaryPrimitives.WriteUInt64BigEndian(Room(8), number);
        return this;
    }

    /// <summary>Adds a string of bytes.</summary>
    public SftpRequest Add(ReadOnlySpan<byte> bytes)
    {
        Add((uint)bytes.Length);
        bytes.CopyTo(Room(bytes.Length));
        return this;
    }

    /// <summary>Room at the end for this many bytes, which are to be filled.</summary>
    public Span<byte> Reserve(int count) => Room(count);

    /// <summary>Cuts the bytes of a write, for which there is room, to so many.</summary>
    public void Cut(int count)
    {
        Length -= Wanted - count;
        Wanted = count;
        BinaryPrimitives.WriteInt32BigEndian(_packet.AsSpan(Length - count - 4), count);
    }

    /// <summary>Writes length and number, which completes the packet.</summary>
    public void Seal(uint id)
    {
        BinaryPrimitives.WriteInt32BigEndian(_packet, Length - 4);
        BinaryPrimitives.WriteUInt32BigEndian(_packet.AsSpan(5), id);
    }

    /// <summary>One of the two who need the packet, who sends it and who waits for its answer, needs it no more.</summary>
    public void Release()
    {
        lock (_owners)
            if (--_owned != 0)
                return;
        ArrayPool<byte>.Shared.Return(_packet);
        _packet = [];
    }

    Span<byte> Room(int count)
    {
        if (Length + count > _packet.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Length + count);
            Packet.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_packet);
            _packet = larger;
        }
        Length += count;
        return _packet.AsSpan(Length - count, count);
    }
}
