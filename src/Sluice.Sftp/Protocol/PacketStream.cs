using System.Buffers.Binary;

namespace Sluice.Sftp.Protocol;

/// <summary>Reads a server's bytes by as many as come at once; large runs go straight to where they are wanted.</summary>
/// <param name="input">The bytes.</param>
/// <param name="heard">Told whenever some came.</param>
internal sealed class PacketStream(Stream input, Action heard)
{
    readonly byte[] _buffer = new byte[64 * 1024];
    int _start, _end;

    /// <summary>The length of the next packet; throws <see cref="InvalidDataException"/> when it is none that can be.</summary>
    public int Length(int least, int most)
    {
        Span<byte> four = stackalloc byte[4];
        Fill(four);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(four);
        return length >= least && length <= most ? (int)length : throw new InvalidDataException($"A packet cannot have {length:N0} bytes.");
    }

    /// <summary>Fills this; throws <see cref="EndOfStreamException"/> when there is not as much.</summary>
    public void Fill(Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            if (_start == _end)
            {
                if (into.Length >= _buffer.Length / 2)
                {
                    into = into[Some(into)..];
                    continue;
                }
                (_start, _end) = (0, Some(_buffer));
            }
            int count = Math.Min(into.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(into);
            _start += count;
            into = into[count..];
        }
    }

    int Some(Span<byte> into)
    {
        int count = input.Read(into);
        heard();
        return count > 0 ? count : throw new EndOfStreamException();
    }
}
