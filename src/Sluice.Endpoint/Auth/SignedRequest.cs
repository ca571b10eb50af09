using System.Runtime.InteropServices;
using System.Text;
using Sluice.Endpoint.Http;
using Sluice.S3;
using Sluice.S3.Endpoints;
using Sluice.S3.Signing;

namespace Sluice.Endpoint.Auth;

/// <summary>Computes the signature a request ought to have, from what arrived.</summary>
static class SignedRequest
{
    const string SignatureParameter = "X-Amz-Signature";

    /// <summary>The signature, and the canonical request for the answer that explains a mismatch.</summary>
    public static string Sign(S3Request request, SignatureClaim claim, string payloadHash, SigningKey key, out string canonical)
    {
        List<KeyValuePair<string, string>> headers = [];
        foreach (string name in claim.SignedHeaders)
            headers.Add(new(name, request.SignedHeader(name)));
        Span<KeyValuePair<string, string>> sorted = CollectionsMarshal.AsSpan(headers);
        SigV4Canonical.Sort(sorted);
        Span<byte> signature = stackalloc byte[SigningKey.SignatureLength];
        ByteBuilder text = new(stackalloc byte[1024]);
        SigV4Canonical.WriteRequest(ref text, request.Method, UriEncoding.EncodePath(new ObjectKey(request.Target.Path)), Query(request.Query), sorted, payloadHash);
        SigV4Canonical.Sign(key, claim.Timestamp, text.Bytes, signature);
        canonical = Encoding.UTF8.GetString(text.Bytes);
        text.Dispose();
        return Encoding.ASCII.GetString(signature);
    }

    static string Query(QueryParameters query)
    {
        List<(string Name, string Value)> pairs = [];
        foreach (QueryParameter parameter in query.All)
        {
            if (parameter.Name != SignatureParameter)
                pairs.Add((UriEncoding.Encode(parameter.Name), UriEncoding.Encode(parameter.Value)));
        }
        pairs.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name) is not 0 and int order ? order : string.CompareOrdinal(a.Value, b.Value));
        return string.Join('&', pairs.Select(static p => $"{p.Name}={p.Value}"));
    }
}
