using System.Globalization;
using System.Security.Cryptography;

namespace Sluice.S3.Signing;

/// <summary>
/// The texts that SigV4 hashes and signs, for clients that sign and for servers that verify (S3 API reference,
/// "Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk", tasks 1 and 2).
/// </summary>
internal static class SigV4Canonical
{
    /// <summary>The algorithm's name in headers, queries and strings to sign.</summary>
    public const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>A time as <c>x-amz-date</c> has it.</summary>
    public static string AmzDate(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads <c>x-amz-date</c>.</summary>
    public static bool TryParseAmzDate(ReadOnlySpan<char> text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    /// <summary>Writes the canonical request.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="method">GET, PUT and so on.</param>
    /// <param name="path">Path as it is sent: encoded once, not normalised, at least <c>/</c>.</param>
    /// <param name="query">Encoded pairs sorted by name, then value; without X-Amz-Signature.</param>
    /// <param name="headers">The signed headers, names in lower case, sorted by name; equal names in the order they are sent.</param>
    /// <param name="payloadHash">Value of x-amz-content-sha256.</param>
    public static void WriteRequest(ref ByteBuilder to, string method, ReadOnlySpan<char> path, ReadOnlySpan<char> query,
        ReadOnlySpan<KeyValuePair<string, string>> headers, string payloadHash)
    {
        to.Append(method);
        to.Append((byte)'\n');
        to.Append(path);
        to.Append((byte)'\n');
        to.Append(query);
        to.Append((byte)'\n');
        for (int i = 0; i < headers.Length; i++)
        {
            bool isAnother = i > 0 && headers[i].Key == headers[i - 1].Key;
            if (!isAnother)
                to.Append(headers[i].Key);
            to.Append(isAnother ? (byte)',' : (byte)':');
            AppendTrimmed(ref to, headers[i].Value);
            if (i + 1 == headers.Length || headers[i + 1].Key != headers[i].Key)
                to.Append((byte)'\n');
        }
        to.Append((byte)'\n');
        WriteSignedHeaders(ref to, headers);
        to.Append((byte)'\n');
        to.Append(payloadHash);
    }

    /// <summary>Writes the names of headers that are sorted as for <see cref="WriteRequest"/>, each once, with semicolons between.</summary>
    public static void WriteSignedHeaders(ref ByteBuilder to, ReadOnlySpan<KeyValuePair<string, string>> headers)
    {
        for (int i = 0; i < headers.Length; i++)
        {
            if (i > 0 && headers[i].Key == headers[i - 1].Key)
                continue;
            if (i > 0)
                to.Append((byte)';');
            to.Append(headers[i].Key);
        }
    }

    /// <summary>Writes the string to sign of a canonical request.</summary>
    public static void WriteStringToSign(ref ByteBuilder to, string amzDate, SigningScope scope, scoped ReadOnlySpan<byte> canonicalRequest)
    {
        to.Append(Algorithm);
        to.Append((byte)'\n');
        to.Append(amzDate);
        to.Append((byte)'\n');
        to.Append(scope.Text);
        to.Append((byte)'\n');
        AppendHash(ref to, canonicalRequest);
    }

    /// <summary>Signs a canonical request: <see cref="SigningKey.SignatureLength"/> hex digits.</summary>
    public static void Sign(SigningKey key, string amzDate, ReadOnlySpan<byte> canonicalRequest, Span<byte> signature)
    {
        ByteBuilder text = new(stackalloc byte[256]);
        WriteStringToSign(ref text, amzDate, key.Scope, canonicalRequest);
        key.Sign(text.Bytes, signature);
        text.Dispose();
    }

    /// <summary>Sorts headers by name and leaves equal names in their order. Few and nearly sorted, so by insertion.</summary>
    public static void Sort(Span<KeyValuePair<string, string>> headers)
    {
        for (int i = 1; i < headers.Length; i++)
        {
            KeyValuePair<string, string> header = headers[i];
            int at = i;
            for (; at > 0 && string.CompareOrdinal(headers[at - 1].Key, header.Key) > 0; at--)
                headers[at] = headers[at - 1];
            headers[at] = header;
        }
    }

    internal static void AppendHash(ref ByteBuilder to, scoped ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        AppendHex(ref to, hash);
    }

    internal static void AppendHex(ref ByteBuilder to, scoped ReadOnlySpan<byte> hash)
    {
        Span<byte> hex = stackalloc byte[2 * SHA256.HashSizeInBytes];
        Convert.TryToHexStringLower(hash, hex, out int written);
        to.Append(hex[..written]);
    }

    // White space at both ends goes, and each run inside becomes one blank.
    static void AppendTrimmed(ref ByteBuilder to, string value)
    {
        ReadOnlySpan<char> rest = value.AsSpan().Trim(" \t");
        while (rest.IndexOfAny(' ', '\t') is >= 0 and int at)
        {
            to.Append(rest[..at]);
            to.Append((byte)' ');
            rest = rest[at..].TrimStart(" \t");
        }
        to.Append(rest);
    }
}
