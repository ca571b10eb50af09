using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Auth;

/// <summary>
/// Presigned URLs of Signature Version 2, and nothing else of that version: boto3 and aws-cli still make them by default
/// for endpoints other than AWS (S3 Developer Guide of 2006-03-01, "Query string request authentication alternative").
/// </summary>
static class PresignedV2
{
    /// <summary>The parameters that are part of the resource.</summary>
    static readonly string[] ResourceParameters =
    [
        "acl", "attributes", "cors", "delete", "lifecycle", "location", "logging", "notification", "partNumber", "policy", "requestPayment",
        "response-cache-control", "response-content-disposition", "response-content-encoding", "response-content-language", "response-content-type", "response-expires",
        "restore", "tagging", "torrent", "uploadId", "uploads", "versionId", "versioning", "versions", "website",
    ];

    const long LongestSeconds = 604_800;

    public static bool IsPresent(S3Request request) => request.Query.Has("AWSAccessKeyId") && request.Query.Has("Signature");

    /// <summary>The account that signed. Throws <see cref="RefusalException"/> when the URL has expired or does not hold.</summary>
    public static EndpointAccount Verify(S3Request request)
    {
        QueryParameters query = request.Query;
        if (!long.TryParse(query.Text("Expires"), NumberStyles.None, CultureInfo.InvariantCulture, out long expires))
            throw new RefusalException(Refusal.AccessDenied("Invalid date (should be seconds since epoch)"));
        long now = request.Endpoint.Options.Clock.GetUtcNow().ToUnixTimeSeconds();
        if (now >= expires)
            throw new RefusalException(Refusal.AccessDenied("Request has expired"));
        // Version 4 opens for a week at most; a URL of the older version must not open for longer.
        if (expires - now > LongestSeconds)
            throw new RefusalException(Refusal.AccessDenied("The URL is valid for more than a week"));
        EndpointAccount account = RequestAuthenticator.Account(request, query.Text("AWSAccessKeyId")!, query.Text("x-amz-security-token"));
        using IncrementalHash mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, Encoding.UTF8.GetBytes(account.SecretKey));
        mac.AppendData(Encoding.UTF8.GetBytes(StringToSign(request, query.Text("Expires")!)));
        if (!Signature.AreEqual(Convert.ToBase64String(mac.GetHashAndReset()), query.Text("Signature")!))
            throw new RefusalException(RequestAuthenticator.DoesNotMatch(account.AccessKey, query.Text("Signature")!, StringToSign(request, query.Text("Expires")!)));
        return account;
    }

    static string StringToSign(S3Request request, string expires)
    {
        StringBuilder text = new();
        text.Append(request.Method).Append('\n').Append(Value(request, "content-md5")).Append('\n').Append(Value(request, "content-type")).Append('\n').Append(expires).Append('\n');
        SortedDictionary<string, string> amz = new(StringComparer.Ordinal);
        foreach (string name in request.Http.Request.Headers.Keys)
        {
            if (name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
                amz[name.ToLowerInvariant()] = request.SignedHeader(name).Trim();
        }
        foreach (QueryParameter parameter in request.Query.All)
        {
            if (parameter.Name.StartsWith("x-amz-", StringComparison.Ordinal))
                amz[parameter.Name] = Encoding.UTF8.GetString(parameter.Value);
        }
        foreach (KeyValuePair<string, string> header in amz)
            text.Append(header.Key).Append(':').Append(header.Value).Append('\n');
        if (request.Target.IsVirtualHosted)
            text.Append('/').Append(request.Target.Bucket);
        text.Append(request.Target.RawPath);
        char separator = '?';
        foreach (QueryParameter parameter in request.Query.All.Where(static p => ResourceParameters.Contains(p.Name)).OrderBy(static p => p.Name, StringComparer.Ordinal))
        {
            text.Append(separator).Append(parameter.Name);
            if (parameter.Value.Length > 0)
                text.Append('=').Append(Encoding.UTF8.GetString(parameter.Value));
            separator = '&';
        }
        return text.ToString();
    }

    static string Value(S3Request request, string name) => request.Header(name) ?? request.Query.Text(name) ?? "";
}
