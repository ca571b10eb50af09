using System.Buffers.Binary;

namespace Sluice.S3;

/// <summary>The 16 bytes of an ETag that is 32 digits: the MD5 of an object in one piece, or what looks so.</summary>
/// <param name="High">The first eight.</param>
/// <param name="Low">The other eight.</param>
internal readonly record struct Md5Digest(ulong High, ulong Low)
{
    const int Size = 16, Digits = 2 * Size;

    /// <summary>Reads a tag in quotes; false for any other form, also for large letters.</summary>
    public static bool TryParse(string? tag, out Md5Digest digest)
    {
        digest = default;
        if (tag is not { Length: Digits + 2 } || tag[0] != '"' || tag[^1] != '"')
            return false;
        Span<byte> ascii = stackalloc byte[Digits];
        return System.Text.Ascii.FromUtf16(tag.AsSpan(1, Digits), ascii, out int count) == System.Buffers.OperationStatus.Done && count == Digits && TryParse(ascii, out digest);
    }

    /// <summary>Reads 32 small digits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> digits, out Md5Digest digest)
    {
        digest = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (digits.Length != Digits || digits.ContainsAnyInRange((byte)'A', (byte)'F') || Convert.FromHexString(digits, bytes, out _, out int count) != System.Buffers.OperationStatus.Done || count != Size)
            return false;
        digest = new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        return true;
    }

    /// <summary>The tag, in quotes.</summary>
    public string ToTag() => string.Create(Digits + 2, this, static (text, digest) =>
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, digest.High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], digest.Low);
        text[0] = text[^1] = '"';
        _ = Convert.TryToHexStringLower(bytes, text[1..^1], out _);
    });
}
