using System.Buffers;
using System.Text;

namespace Sluice.Failures;

/// <summary>
/// Text that keeps bytes which are not UTF-8: each of them is a lone surrogate, U+DC80 to U+DCFF (PEP 383). No valid text has these, so
/// that different bytes stay different names.
/// </summary>
internal static class RawText
{
    const char First = '\udc80', Last = '\udcff';
    const int Shift = 0xdc00;

    /// <summary>The text of bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length);
        while (!bytes.IsEmpty)
        {
            bool valid = Rune.DecodeFromUtf8(bytes, out Rune rune, out int used) == OperationStatus.Done;
            if (valid)
                text.Append(rune.ToString());
            else
                foreach (byte b in bytes[..used])
                    text.Append((char)(Shift + b));
            bytes = bytes[used..];
        }
        return text.ToString();
    }

    /// <summary>True for text that holds such bytes.</summary>
    public static bool HoldsRawBytes(ReadOnlySpan<char> text)
    {
        for (int at = 0; (uint)at < (uint)text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                at++;
            else if (text[at] is >= First and <= Last)
                return true;
        }
        return false;
    }

    /// <summary>The bytes of a text.</summary>
    public static byte[] BytesOf(string text)
    {
        if (!HoldsRawBytes(text))
            return Encoding.UTF8.GetBytes(text);
        ArrayBufferWriter<byte> bytes = new(text.Length + 16);
        for (int at = 0; at < text.Length;)
        {
            bool valid = Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out int used) == OperationStatus.Done;
            if (!valid && text[at] is >= First and <= Last)
                bytes.Write([(byte)(text[at] - Shift)]);
            else
                bytes.Advance(rune.EncodeToUtf8(bytes.GetSpan(4)));
            at += used;
        }
        return bytes.WrittenSpan.ToArray();
    }
}
