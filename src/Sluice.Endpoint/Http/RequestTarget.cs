using System.Text;
using Sluice.S3;
using Sluice.S3.Endpoints;

namespace Sluice.Endpoint.Http;

/// <summary>
/// Bucket, key and query of a request, taken from the raw request target: percent-decoded to bytes exactly once and
/// never normalised, so that <c>a//b</c>, <c>a/../b</c> and <c>a/</c> stay the different keys that S3 sees in them.
/// </summary>
sealed class RequestTarget
{
    RequestTarget(string? bucket, bool isVirtualHosted, ObjectKey key, byte[] path, string rawPath, IReadOnlyList<QueryParameter> query)
    {
        IsVirtualHosted = isVirtualHosted;
        RawPath = rawPath;
        Bucket = bucket;
        Key = key;
        Path = path;
        Query = new QueryParameters(query);
    }

    public string? Bucket { get; }

    /// <summary>The bucket came from the host.</summary>
    public bool IsVirtualHosted { get; }

    public ObjectKey Key { get; }

    /// <summary>The whole path, decoded: what the signature covers.</summary>
    public byte[] Path { get; }

    /// <summary>The whole path as it was sent.</summary>
    public string RawPath { get; }

    public QueryParameters Query { get; }

    /// <summary>Parses the request line's target. Throws <see cref="RefusalException"/> (InvalidURI) for broken escapes.</summary>
    /// <param name="rawTarget">Origin or absolute form.</param>
    /// <param name="host">The Host header; <c>bucket.localhost</c> names a bucket (virtual-hosted style).</param>
    public static RequestTarget Parse(string rawTarget, string host)
    {
        int start = rawTarget.StartsWith('/') ? 0 : PathOfAbsoluteForm(rawTarget);
        int question = rawTarget.IndexOf('?', start);
        ReadOnlySpan<char> rawPath = rawTarget.AsSpan(start, (question < 0 ? rawTarget.Length : question) - start);
        byte[] path = rawPath.IsEmpty ? "/"u8.ToArray() : Decode(rawPath, plusIsSpace: false);
        IReadOnlyList<QueryParameter> query = question < 0 ? [] : ParseQuery(rawTarget.AsSpan(question + 1));

        string? hosted = BucketOfHost(host), bucket = hosted;
        ReadOnlySpan<byte> rest = path.AsSpan(1);
        if (bucket is null && !rest.IsEmpty)
        {
            int slash = rest.IndexOf((byte)'/');
            bucket = Encoding.UTF8.GetString(slash < 0 ? rest : rest[..slash]);
            rest = slash < 0 ? default : rest[(slash + 1)..];
        }
        return new RequestTarget(bucket, hosted is not null, new ObjectKey(rest.ToArray()), path, rawPath.ToString(), query);
    }

    /// <summary>Decodes percent escapes. Throws <see cref="RefusalException"/> (InvalidURI) for an escape that is none.</summary>
    public static byte[] Decode(ReadOnlySpan<char> raw, bool plusIsSpace) =>
        UriEncoding.TryDecode(raw, plusIsSpace, out byte[]? decoded) ? decoded : throw new RefusalException(Refusal.InvalidUri);

    static int PathOfAbsoluteForm(string target)
    {
        int authority = target.IndexOf("://", StringComparison.Ordinal);
        if (authority < 0)
            throw new RefusalException(Refusal.InvalidUri);
        int slash = target.IndexOf('/', authority + 3);
        return slash < 0 ? target.Length : slash;
    }

    static string? BucketOfHost(string host)
    {
        int colon = host.LastIndexOf(':');
        ReadOnlySpan<char> name = colon < 0 ? host : host.AsSpan(0, colon);
        const string suffix = ".localhost";
        return name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? name[..^suffix.Length].ToString() : null;
    }

    static List<QueryParameter> ParseQuery(ReadOnlySpan<char> raw)
    {
        List<QueryParameter> parameters = [];
        foreach (Range range in raw.Split('&'))
        {
            ReadOnlySpan<char> pair = raw[range];
            if (pair.IsEmpty)
                continue;
            int equals = pair.IndexOf('=');
            byte[] name = Decode(equals < 0 ? pair : pair[..equals], plusIsSpace: true);
            byte[] value = equals < 0 ? [] : Decode(pair[(equals + 1)..], plusIsSpace: true);
            parameters.Add(new QueryParameter(Encoding.UTF8.GetString(name), value));
        }
        return parameters;
    }
}
