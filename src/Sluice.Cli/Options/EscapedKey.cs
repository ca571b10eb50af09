using System.Globalization;
using System.Text;
using Sluice.Failures;

namespace Sluice.Cli.Options;

/// <summary>Reads what <see cref="DisplayText"/> writes, so that every key that is shown can be typed.</summary>
static class EscapedKey
{
    /// <summary>Resolves <c>\xNN</c>, <c>\u{N}</c> and <c>\\</c>; false for any other backslash.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out byte[] key)
    {
        using MemoryStream bytes = new(text.Length);
        while (text.IndexOf((byte)'\\') is >= 0 and int backslash)
        {
            bytes.Write(text[..backslash]);
            text = text[backslash..];
            int length = ReadEscape(text, bytes);
            if (length == 0)
            {
                key = [];
                return false;
            }
            text = text[length..];
        }
        bytes.Write(text);
        key = bytes.ToArray();
        return true;
    }

    // Writes what an escape stands for; its length, or 0 when it is none.
    static int ReadEscape(ReadOnlySpan<byte> text, MemoryStream bytes)
    {
        if (text.StartsWith(@"\\"u8))
        {
            bytes.WriteByte((byte)'\\');
            return 2;
        }
        if (text.StartsWith(@"\x"u8) && text.Length >= 4 && byte.TryParse(text[2..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
        {
            bytes.WriteByte(value);
            return 4;
        }
        int close = text.StartsWith(@"\u{"u8) ? text.IndexOf((byte)'}') : -1;
        if (close < 0 || !int.TryParse(text[3..close], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int number) || !Rune.IsValid(number))
            return 0;
        Span<byte> encoded = stackalloc byte[4];
        bytes.Write(encoded[..new Rune(number).EncodeToUtf8(encoded)]);
        return close + 1;
    }
}
