using System.Security.Cryptography;
using System.Text;
using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Auth;

/// <summary>The string that Signature Version 4 signs, rebuilt from what arrived (S3 API Reference, "Signature calculations").</summary>
static class SignedRequest
{
    public static string Canonical(S3Request request, IReadOnlyList<string> signedHeaders, string payloadHash, string? withoutParameter)
    {
        StringBuilder text = new();
        text.Append(request.Method).Append('\n');
        AppendEncoded(text, request.Target.Path, keepSlash: true);
        text.Append('\n');
        AppendQuery(text, request.Query, withoutParameter);
        text.Append('\n');
        foreach (string name in signedHeaders)
            text.Append(name).Append(':').Append(Collapse(request.Header(name) ?? "")).Append('\n');
        text.Append('\n').AppendJoin(';', signedHeaders).Append('\n').Append(payloadHash);
        return text.ToString();
    }

    public static byte[] SigningKey(string secret, string date, string region) =>
        HMACSHA256.HashData(HMACSHA256.HashData(HMACSHA256.HashData(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes("AWS4" + secret), Encoding.ASCII.GetBytes(date)), Encoding.ASCII.GetBytes(region)), "s3"u8), "aws4_request"u8);

    public static string Sign(byte[] signingKey, string timestamp, string scope, string canonical)
    {
        // Kestrel hands header bytes out as Latin-1, so the same bytes are hashed that the client signed.
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(canonical)));
        return Convert.ToHexStringLower(HMACSHA256.HashData(signingKey, Encoding.ASCII.GetBytes($"AWS4-HMAC-SHA256\n{timestamp}\n{scope}\n{hash}")));
    }

    static void AppendQuery(StringBuilder text, QueryParameters query, string? without)
    {
        List<(string Name, string Value)> encoded = [];
        foreach (QueryParameter parameter in query.All)
        {
            if (parameter.Name == without)
                continue;
            StringBuilder name = new();
            AppendEncoded(name, Encoding.UTF8.GetBytes(parameter.Name), keepSlash: false);
            StringBuilder value = new();
            AppendEncoded(value, parameter.Value, keepSlash: false);
            encoded.Add((name.ToString(), value.ToString()));
        }
        encoded.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name) is not 0 and int order ? order : string.CompareOrdinal(a.Value, b.Value));
        for (int i = 0; i < encoded.Count; i++)
            text.Append(i == 0 ? "" : "&").Append(encoded[i].Name).Append('=').Append(encoded[i].Value);
    }

    static void AppendEncoded(StringBuilder text, ReadOnlySpan<byte> bytes, bool keepSlash)
    {
        foreach (byte b in bytes)
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~' || (b == (byte)'/' && keepSlash))
                text.Append((char)b);
            else
                text.Append('%').Append(Convert.ToHexString([b]));
        }
    }

    static string Collapse(string value)
    {
        value = value.Trim(' ');
        if (!value.Contains("  ", StringComparison.Ordinal))
            return value;
        StringBuilder collapsed = new(value.Length);
        foreach (char c in value)
        {
            if (c != ' ' || collapsed.Length == 0 || collapsed[^1] != ' ')
                collapsed.Append(c);
        }
        return collapsed.ToString();
    }
}
