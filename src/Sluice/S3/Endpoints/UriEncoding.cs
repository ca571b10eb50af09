using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sluice.S3.Endpoints;

/// <summary>
/// Percent-encoding as S3 and SigV4 want it: letters, digits, <c>-</c>, <c>.</c>, <c>_</c> and <c>~</c> stay (RFC 3986,
/// 2.3), every other byte becomes %XX in upper case (S3 API reference, "Authenticating Requests: Using the
/// Authorization Header", UriEncode).
/// </summary>
internal static class UriEncoding
{
    static readonly SearchValues<byte> Unreserved = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    static readonly SearchValues<byte> UnreservedOrSlash = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/"u8);

    /// <summary>Encodes bytes for a query; a slash is encoded too.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => Encode(bytes, Unreserved);

    /// <summary>Encodes the UTF-8 of text for a query.</summary>
    public static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text), Unreserved);

    /// <summary>
    /// Encodes a key for a path, without a leading slash. Slashes stay, and nothing is normalised: <c>a//b</c> and
    /// <c>a/../b</c> are keys like any other.
    /// </summary>
    public static string EncodePath(ObjectKey key) => Encode(key.Bytes, UnreservedOrSlash);

    /// <summary>Decodes %XX to bytes; other characters stand for their UTF-8. False where a percent sign has no two hex digits behind it.</summary>
    /// <param name="text">What stands in the URI.</param>
    /// <param name="plusIsSpace">Take <c>+</c> for a blank, as forms do in queries.</param>
    /// <param name="bytes">The bytes it stands for.</param>
    public static bool TryDecode(ReadOnlySpan<char> text, bool plusIsSpace, [NotNullWhen(true)] out byte[]? bytes)
    {
        // Decoding only shortens, so it is done in place.
        byte[] raw = new byte[Encoding.UTF8.GetByteCount(text)];
        int end = Encoding.UTF8.GetBytes(text, raw), length = 0;
        for (int at = 0; at < end; at++)
        {
            byte b = raw[at];
            if (b == '%')
            {
                if (end - at < 3 || !char.IsAsciiHexDigit((char)raw[at + 1]) || !char.IsAsciiHexDigit((char)raw[at + 2]))
                {
                    bytes = null;
                    return false;
                }
                b = (byte)((HexValue(raw[at + 1]) << 4) | HexValue(raw[at + 2]));
                at += 2;
            }
            else if (b == '+' && plusIsSpace)
                b = (byte)' ';
            raw[length++] = b;
        }
        bytes = length == raw.Length ? raw : raw[..length];
        return true;
    }

    static string Encode(ReadOnlySpan<byte> bytes, SearchValues<byte> plain)
    {
        if (bytes.IndexOfAnyExcept(plain) < 0)
            return Encoding.ASCII.GetString(bytes);
        int length = bytes.Length;
        foreach (byte b in bytes)
            if (!plain.Contains(b))
                length += 2;
        return string.Create(length, new Source(bytes, plain), static (text, source) =>
        {
            int at = 0;
            foreach (byte b in source.Bytes)
                if (source.Plain.Contains(b))
                    text[at++] = (char)b;
                else
                {
                    text[at++] = '%';
                    text[at++] = HexDigit(b >> 4);
                    text[at++] = HexDigit(b & 15);
                }
        });
    }

    /// <summary>Sorts parameters that are encoded already and writes them as a query.</summary>
    public static string CanonicalQuery(List<KeyValuePair<string, string>> query)
    {
        if (query.Count == 0)
            return "";
        query.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key) is var order and not 0 ? order : string.CompareOrdinal(a.Value, b.Value));
        return string.Join('&', query.Select(static pair => $"{pair.Key}={pair.Value}"));
    }

    static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'A' + value - 10);

    static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    readonly ref struct Source(ReadOnlySpan<byte> bytes, SearchValues<byte> plain)
    {
        public readonly ReadOnlySpan<byte> Bytes = bytes;
        public readonly SearchValues<byte> Plain = plain;
    }
}
