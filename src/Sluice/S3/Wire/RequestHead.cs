using System.Buffers.Text;
using System.Text;

namespace Sluice.S3.Wire;

/// <summary>Composes the head of a request as bytes.</summary>
internal static class RequestHead
{
    /// <summary>
    /// Writes request line and headers into <paramref name="buffer"/>, which grows when it is too small; the number of
    /// bytes. A value with a line break or another control character is refused with -1: it would be a second header.
    /// </summary>
    /// <param name="request">What to ask.</param>
    /// <param name="target">Path and query, or the whole URI for a proxy.</param>
    /// <param name="proxyAuthorization">Value of Proxy-Authorization; null for none.</param>
    /// <param name="buffer">Where to.</param>
    public static int Write(WireRequest request, string target, string? proxyAuthorization, ref byte[] buffer)
    {
        int needed = request.Method.Length + Encoding.UTF8.GetMaxByteCount(target.Length) + (proxyAuthorization?.Length ?? 0) + 128;
        foreach (KeyValuePair<string, string> header in request.Headers)
            needed += header.Key.Length + Encoding.UTF8.GetMaxByteCount(header.Value.Length) + 4;
        if (buffer.Length < needed)
            buffer = new byte[needed];

        int at = 0;
        Put(buffer, ref at, request.Method);
        buffer[at++] = (byte)' ';
        Put(buffer, ref at, target);
        Put(buffer, ref at, " HTTP/1.1\r\n");
        foreach (KeyValuePair<string, string> header in request.Headers)
        {
            if (!IsClean(header.Value))
                return -1;
            Field(buffer, ref at, header.Key, header.Value);
        }
        // As they are stored: without this header a proxy may send any encoding (RFC 9110, 12.5.3). Not signed, for some change it.
        if (request.Method == "GET")
            Field(buffer, ref at, "accept-encoding", "identity");
        if (proxyAuthorization is not null)
            Field(buffer, ref at, "proxy-authorization", proxyAuthorization);
        // Stores want a length on every PUT and POST, also on an empty one (411 otherwise).
        if (request.Method is "PUT" or "POST")
        {
            Put(buffer, ref at, "content-length: ");
            _ = Utf8Formatter.TryFormat(request.Body.WireLength, buffer.AsSpan(at), out int digits);
            at += digits;
            Put(buffer, ref at, "\r\n");
        }
        Put(buffer, ref at, "\r\n");
        return at;
    }

    static void Field(byte[] buffer, ref int at, string name, string value)
    {
        Put(buffer, ref at, name);
        Put(buffer, ref at, ": ");
        at += HeaderText.Encode(value, buffer.AsSpan(at));
        Put(buffer, ref at, "\r\n");
    }

    static void Put(byte[] buffer, ref int at, string text) => at += Encoding.UTF8.GetBytes(text, buffer.AsSpan(at));

    static bool IsClean(string value)
    {
        foreach (char c in value)
            if (c is < ' ' and not '\t' or '\x7f')
                return false;
        return true;
    }
}
