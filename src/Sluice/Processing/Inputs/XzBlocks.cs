using System.Buffers.Binary;

namespace Sluice.Processing.Inputs;

/// <summary>
/// Follows one stream of the .xz file format (version 1.2) before a decoder sees its bytes, as far as to find the header of each block: whoever decodes
/// a block takes the memory that its header asks for, up to 4 GiB. What is not of this form is <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class XzBlocks
{
    // xz -9 takes 64 MiB.
    const long MostDictionary = 64 << 20;

    // Section 2.1.1, with the flags behind the magic bytes.
    const int StreamHeader = 12;
    const int Lzma2 = 0x21;

    // Section 3.1: its first byte counts four bytes each.
    readonly byte[] _part = new byte[1024];
    Part _stage;
    int _have;
    int _need = StreamHeader;
    long _pass;
    long _content;
    int _check;

    enum Part
    {
        Begin,
        BlockSize,
        BlockHeader,
        Control,
        Chunk,
        Index,
    }

    /// <summary>True when a block has asked for more than 64 MiB.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Takes the next bytes.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        // No block follows the index.
        while (!bytes.IsEmpty && _stage != Part.Index)
        {
            int count = (int)Math.Min(_pass > 0 ? _pass : _need - _have, bytes.Length);
            if (_pass > 0)
            {
                _pass -= count;
            }
            else
            {
                bytes[..count].CopyTo(_part.AsSpan(_have));
                _have += count;
                if (_have == _need)
                    Step();
            }
            bytes = bytes[count..];
        }
    }

    void Step()
    {
        switch (_stage)
        {
            case Part.Begin:
                // Section 2.1.1.2: the sizes of checks by their number.
                int check = _part[7] & 0x0f;
                _check = check == 0 ? 0 : 4 << ((check - 1) / 3);
                Next(Part.BlockSize, 1);
                break;
            case Part.BlockSize when _part[0] == 0:
                _stage = Part.Index;
                break;
            case Part.BlockSize:
                (_stage, _need) = (Part.BlockHeader, 4 * (_part[0] + 1));
                break;
            case Part.BlockHeader:
                Judge(_part.AsSpan(0, _need - 4));
                _content = 0;
                Next(Part.Control, 1);
                break;
            // LZMA2 (section 5.3.1): chunks, each with its size.
            case Part.Control when _part[0] == 0:
                _pass = (-(_content + 1) & 3) + _check;
                Next(Part.BlockSize, 1);
                break;
            case Part.Control:
                (_stage, _need) = (Part.Chunk, _part[0] switch
                {
                    <= 2 => 3,
                    < 0x80 => throw Wrong(),
                    < 0xc0 => 5,
                    _ => 6,
                });
                break;
            default:
                _pass = BinaryPrimitives.ReadUInt16BigEndian(_part.AsSpan(_part[0] < 0x80 ? 1 : 3)) + 1;
                _content += _need + _pass;
                Next(Part.Control, 1);
                break;
        }
    }

    void Next(Part stage, int need) => (_stage, _need, _have) = (stage, need, 0);

    // Section 3.1: sizes, then filters, of which LZMA2 is the last, and no other.
    void Judge(ReadOnlySpan<byte> header)
    {
        int flags = header[1];
        int at = 2;
        for (int sizes = (flags >> 6 & 1) + (flags >> 7); sizes > 0; sizes--)
            Number(header, ref at);
        for (int left = flags & 3; left >= 0; left--)
        {
            long filter = Number(header, ref at);
            long length = Number(header, ref at);
            if (length > header.Length - at || filter == Lzma2 != (left == 0) || left == 0 && length != 1)
                throw Wrong();
            int bits = header[at] & 0x3f;
            at += (int)length;
            if (left > 0)
                continue;
            IsTooLarge = bits > 39 || (2L | bits & 1) << (bits / 2 + 11) > MostDictionary;
            if (IsTooLarge)
                throw new InvalidDataException("Its dictionary is larger than 64 MiB.");
        }
    }

    // Section 1.2.
    static long Number(ReadOnlySpan<byte> header, ref int at)
    {
        long number = 0;
        for (int shift = 0; shift < 63 && at < header.Length; shift += 7)
        {
            byte part = header[at++];
            number |= (long)(part & 0x7f) << shift;
            if (part < 0x80)
                return number;
        }
        throw Wrong();
    }

    static InvalidDataException Wrong() => new("It is no xz.");
}
