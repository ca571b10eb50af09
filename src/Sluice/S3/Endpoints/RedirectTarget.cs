using System.Diagnostics.CodeAnalysis;

namespace Sluice.S3.Endpoints;

/// <summary>
/// Where an answer of 301, 302, 307 or 308 sends a request on to. It is signed anew there, so it is followed to the same host, from
/// http to https of it, and to hosts below an endpoint of the user's; on AWS to S3's own hosts of the same partition (S3 User Guide,
/// "Making requests using the REST API": request redirection). Only with the same key: a redirect changes the place, never the object.
/// </summary>
/// <param name="Endpoint">Host and region.</param>
/// <param name="Path">Encoded path.</param>
/// <param name="Query">Canonical query, "" for none.</param>
internal sealed record RedirectTarget(ResolvedEndpoint Endpoint, string Path, string Query)
{
    /// <summary>Redirects of one request before it is called endless.</summary>
    public const int MaxInARow = 5;

    /// <summary>Reads a Location; false for one that is not to be followed.</summary>
    /// <param name="location">The header.</param>
    /// <param name="origin">Where the request went.</param>
    /// <param name="query">Its query, which a Location without one keeps.</param>
    /// <param name="bucket">Its bucket; null for none.</param>
    /// <param name="key">Its key; empty for none.</param>
    /// <param name="domain">Host of the user's endpoint; null for AWS's own.</param>
    /// <param name="target">Where to go.</param>
    public static bool TryRead(string location, ResolvedEndpoint origin, string query, string? bucket, ObjectKey key, string? domain, [NotNullWhen(true)] out RedirectTarget? target)
    {
        target = null;
        // 1 The host, without Uri for the rest: it would resolve dots, which are letters of keys here.
        ReadOnlySpan<char> rest = location;
        rest = rest.IndexOf('#') is >= 0 and int hash ? rest[..hash] : rest;
        ResolvedEndpoint to = origin;
        if (rest.IndexOf("://") is >= 0 and int colon)
        {
            int slash = rest[(colon + 3)..].IndexOfAny('/', '?');
            int end = slash < 0 ? rest.Length : colon + 3 + slash;
            if (!Uri.TryCreate($"{rest[..end]}/", UriKind.Absolute, out Uri? host) || host.UserInfo.Length > 0 || !MayFollow(host, origin, domain))
                return false;
            string name = host.HostNameType == UriHostNameType.Dns ? host.IdnHost : host.Host;
            to = origin with
            {
                Scheme = host.Scheme,
                DnsHost = host.IdnHost,
                Port = host.Port,
                Host = host.IsDefaultPort ? name : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}:{host.Port}"),
                SigningRegion = domain is null ? RegionOf(host.IdnHost) ?? origin.SigningRegion : origin.SigningRegion,
            };
            rest = rest[end..];
        }
        else if (rest is not ['/', not '/', ..])
            return false;
        // 2 The path, which has to end in the same bucket and key.
        int mark = rest.IndexOf('?');
        if (!UriEncoding.TryDecode(mark < 0 ? rest : rest[..mark], plusIsSpace: false, out byte[]? path))
            return false;
        ReadOnlySpan<byte> place = path;
        if (!key.IsEmpty)
        {
            if (place.Length <= key.Length || !place.EndsWith(key.Bytes) || place[^(key.Length + 1)] != '/')
                return false;
            place = place[..^(key.Length + 1)];
        }
        if (bucket is not null && !place.TrimEnd((byte)'/').EndsWith(new ObjectKey("/" + bucket).Bytes) && !to.DnsHost.StartsWith(bucket + ".", StringComparison.OrdinalIgnoreCase))
            return false;
        // 3 The query: one that got lost on the way would make another operation of it.
        if (mark >= 0 && mark + 1 < rest.Length)
        {
            if (!TryCanonical(rest[(mark + 1)..], out string canonical) || canonical != query)
                return false;
        }
        target = new RedirectTarget(to, path.Length == 0 ? "/" : UriEncoding.EncodePath(new ObjectKey(path)), query);
        return true;
    }

    static bool MayFollow(Uri host, ResolvedEndpoint origin, string? domain)
    {
        if (host.Scheme != Uri.UriSchemeHttps && host.Scheme != origin.Scheme)
            return false;
        bool samePort = host.Scheme == origin.Scheme ? host.Port == origin.Port : host.IsDefaultPort && origin.Port == 80;
        bool sameHost = host.IdnHost.Equals(origin.DnsHost, StringComparison.OrdinalIgnoreCase);
        return samePort && (sameHost || (host.HostNameType == UriHostNameType.Dns && (domain is null
            ? IsS3(host.IdnHost, AwsPartition.From(origin.SigningRegion).DnsSuffix)
            : host.IdnHost.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase))));
    }

    // bucket.s3.amazonaws.com, bucket.s3-region.., bucket.s3.region.., bucket.s3.dualstack.region..; not s3-website, and no other service.
    static bool IsS3(string host, string suffix)
    {
        if (!host.EndsWith("." + suffix, StringComparison.OrdinalIgnoreCase))
            return false;
        string[] labels = host[..^(suffix.Length + 1)].ToLowerInvariant().Split('.');
        return IsService(labels[^1]) || (labels.Length > 1 && IsService(labels[^2]) && EndpointResolver.IsHostLabel(labels[^1]) && labels[^1].Contains('-'))
            || (labels.Length > 2 && IsService(labels[^3]) && labels[^2] == "dualstack");
    }

    static bool IsService(string label) => label == "s3" || (label.StartsWith("s3-", StringComparison.Ordinal) && !label.StartsWith("s3-website", StringComparison.Ordinal));

    /// <summary>The region in the name of an S3 host; null for none.</summary>
    public static string? RegionOf(string host)
    {
        string[] labels = host.ToLowerInvariant().Split('.');
        for (int i = labels.Length - 2; i >= 0; i--)
        {
            if (labels[i] == "s3" || labels[i] == "s3-fips")
                return labels[i + 1] == "dualstack" && i + 2 < labels.Length ? labels[i + 2] : labels[i + 1].Contains('-') ? labels[i + 1] : null;
            if (labels[i].StartsWith("s3-", StringComparison.Ordinal) && labels[i + 1] == "amazonaws")
                return labels[i][3..];
        }
        return null;
    }

    static bool TryCanonical(ReadOnlySpan<char> query, out string canonical)
    {
        canonical = "";
        List<KeyValuePair<string, string>> pairs = [];
        foreach (Range one in query.Split('&'))
        {
            ReadOnlySpan<char> pair = query[one];
            int equals = pair.IndexOf('=');
            if (!UriEncoding.TryDecode(equals < 0 ? pair : pair[..equals], plusIsSpace: false, out byte[]? name)
                || !UriEncoding.TryDecode(equals < 0 ? [] : pair[(equals + 1)..], plusIsSpace: false, out byte[]? value))
                return false;
            pairs.Add(new(UriEncoding.Encode(name), UriEncoding.Encode(value)));
        }
        canonical = UriEncoding.CanonicalQuery(pairs);
        return true;
    }
}
