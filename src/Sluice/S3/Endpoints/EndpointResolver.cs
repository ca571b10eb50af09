using Sluice.Failures;

namespace Sluice.S3.Endpoints;

/// <summary>
/// Decides host, path and signing region of a bucket's requests (S3 User Guide, "Virtual hosting of general purpose
/// buckets"; AWS General Reference, "Amazon S3 endpoints and quotas"). Pure, but for the last answer it remembers.
/// </summary>
internal sealed class EndpointResolver(S3ClientOptions options)
{
    const string Service = "s3";

    volatile Response? _last;

    /// <summary>The endpoint of a bucket, or of the service for null; or the reason why there is none.</summary>
    public S3Result<ResolvedEndpoint> Resolve(string? bucket, string region)
    {
        if (_last is { } last && last.Bucket == bucket && last.Region == region)
            return last.Result;
        string? problem = Decide(bucket, region, out ResolvedEndpoint? endpoint);
        S3Result<ResolvedEndpoint> result = problem is null
            ? endpoint!
            : new S3Error(FailureKind.BadRequest, RetryClass.Never, problem);
        _last = new Response(bucket, region, result);
        return result;
    }

    /// <summary>Whether text is one label of a host name, in small letters: a region or a name that goes into one must not be more than that.</summary>
    internal static bool IsHostLabel(string text)
    {
        if (text.Length is 0 or > 63 || text[0] == '-' || text[^1] == '-')
            return false;
        foreach (char c in text)
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
                return false;
        return true;
    }

    string? Decide(string? bucket, string region, out ResolvedEndpoint? endpoint)
    {
        endpoint = null;
        if (bucket is not null && (BucketName.ProblemOfExisting(bucket) ?? ProblemOfKind(bucket)) is { } problem)
            return problem;
        if (bucket is not null && BucketName.IsArn(bucket))
        {
            return AccessPointArn.TryParse(bucket, out AccessPointArn? arn, out string? invalid)
                ? OfAccessPoint(arn, bucket, out endpoint)
                : invalid;
        }
        return options.Endpoint is null ? OfAws(bucket, region, out endpoint) : OfCustom(options.Endpoint, bucket, region, out endpoint);
    }

    string? OfAws(string? bucket, string region, out ResolvedEndpoint? endpoint)
    {
        endpoint = null;
        if (ProblemOfRegion(region) is { } problem)
            return problem;
        bool inHost = bucket is not null && options.Addressing switch
        {
            AddressingStyle.Path => false,
            AddressingStyle.VirtualHost => true,
            // A wildcard certificate covers one label, and every AWS endpoint here is HTTPS.
            _ => BucketName.FitsHostName(bucket) && !bucket.Contains('.'),
        };
        if (inHost && !BucketName.FitsHostName(bucket!))
            return $"The bucket name '{DisplayText.Of(bucket!)}' cannot stand in a host name; address it path-style.";
        if (inHost && bucket!.Contains('.') && !options.AcceptAnyCertificate)
            return $"The bucket name '{DisplayText.Of(bucket)}' has periods, and no certificate of AWS covers it in a host name; address it path-style.";
        if (options.Accelerate && bucket is not null && !inHost)
            return $"Transfer Acceleration needs the bucket in the host name, and '{DisplayText.Of(bucket)}' is addressed path-style.";

        string suffix = AwsPartition.From(region).DnsSuffix, stack = options.DualStack ? "dualstack." : "";
        string host = options.Accelerate && bucket is not null
            ? $"s3-accelerate.{stack}{suffix}"
            : $"{(options.Fips ? "s3-fips" : "s3")}.{stack}{region}.{suffix}";
        endpoint = Https(inHost ? $"{bucket}.{host}" : host, inHost || bucket is null ? "" : "/" + UriEncoding.Encode(bucket), region);
        return null;
    }

    string? OfAccessPoint(AccessPointArn arn, string bucket, out ResolvedEndpoint? endpoint)
    {
        endpoint = null;
        string shown = DisplayText.Of(bucket);
        if (options.Addressing == AddressingStyle.Path)
            return $"'{shown}' is an access point, which path-style addressing cannot name.";
        if (options.Endpoint is { } custom)
            return OfHost(custom, arn.Label, "", arn.Region, out endpoint);
        if (options.Accelerate)
            return $"'{shown}' is an access point, which Transfer Acceleration does not serve.";
        if (ProblemOfRegion(arn.Region) is { } problem)
            return problem;
        AwsPartition partition = AwsPartition.From(arn.Region);
        if (partition.Name != arn.Partition)
            return $"'{shown}' names partition {DisplayText.Of(arn.Partition)}, but {arn.Region} lies in {partition.Name}.";
        string service = options.Fips ? "s3-accesspoint-fips" : "s3-accesspoint";
        endpoint = Https($"{arn.Label}.{service}.{(options.DualStack ? "dualstack." : "")}{arn.Region}.{partition.DnsSuffix}", "", arn.Region);
        return null;
    }

    string? OfCustom(Uri custom, string? bucket, string region, out ResolvedEndpoint? endpoint)
    {
        endpoint = null;
        // Only the signature's scope holds the region here, but a line break or a slash in it would be a forgery of its own.
        if (region.Length == 0 || region.AsSpan().ContainsAnyExceptInRange('!', '~') || region.Contains('/') || region.Contains(','))
            return $"'{DisplayText.Of(region)}' cannot be a region.";
        if (bucket is null || options.Addressing != AddressingStyle.VirtualHost)
            return OfHost(custom, null, bucket is null ? "" : "/" + UriEncoding.Encode(bucket), region, out endpoint);
        if (!BucketName.FitsHostName(bucket))
            return $"The bucket name '{DisplayText.Of(bucket)}' cannot stand in a host name; address it path-style.";
        return OfHost(custom, bucket, "", region, out endpoint);
    }

    static string? OfHost(Uri custom, string? label, string bucketPath, string region, out ResolvedEndpoint? endpoint)
    {
        endpoint = null;
        if (ProblemOfEndpoint(custom) is { } problem)
            return problem;
        bool isName = custom.HostNameType == UriHostNameType.Dns;
        if (label is not null && !isName)
            return $"The endpoint {custom.Host} is an address, and nothing can stand in front of it; address the bucket path-style.";
        string prefix = label is null ? "" : label + ".";
        string host = prefix + (isName ? custom.IdnHost : custom.Host);
        endpoint = new ResolvedEndpoint(custom.Scheme, prefix + custom.IdnHost, custom.Port,
            custom.IsDefaultPort ? host : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{host}:{custom.Port}"),
            custom.AbsolutePath.TrimEnd('/') + bucketPath, region, Service);
        return null;
    }

    static ResolvedEndpoint Https(string host, string basePath, string region) => new("https", host, 443, host, basePath, region, Service);

    string? ProblemOfRegion(string region)
    {
        if (!IsHostLabel(region))
            return $"'{DisplayText.Of(region)}' cannot be a region of AWS: small letters, digits and hyphens are expected.";
        AwsPartition partition = AwsPartition.From(region);
        if (options.Fips && !partition.HasFips)
            return $"There are no FIPS endpoints in {region} (partition {partition.Name}).";
        if (options.Accelerate && options.Fips)
            return "Transfer Acceleration has no FIPS endpoints; leave one of the two out.";
        if (options.Accelerate && !partition.HasAcceleration)
            return $"There is no Transfer Acceleration in {region} (partition {partition.Name}).";
        return null;
    }

    static string? ProblemOfEndpoint(Uri endpoint)
    {
        if (!endpoint.IsAbsoluteUri || (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps))
            return $"The endpoint '{DisplayText.Of(endpoint.OriginalString)}' is no http:// or https:// address.";
        // What the user information holds may be a password: it is not shown.
        if (endpoint.UserInfo.Length > 0)
            return $"The endpoint of host {endpoint.Host} has a user name or a password in it; credentials belong in a profile.";
        if (endpoint.Query.Length > 0 || endpoint.Fragment.Length > 0)
            return $"The endpoint '{DisplayText.Of(endpoint.OriginalString)}' has a query or a fragment.";
        return null;
    }

    static string? ProblemOfKind(string bucket)
    {
        string shown = DisplayText.Of(bucket);
        if (bucket is "." or ".." or "...")
            return $"'{shown}' cannot be a bucket.";
        if (bucket.EndsWith("--x-s3", StringComparison.Ordinal) || bucket.EndsWith("--xa-s3", StringComparison.Ordinal))
            return $"'{shown}' is a directory bucket (S3 Express One Zone), which is not supported: it needs CreateSession.";
        if (bucket.EndsWith("--op-s3", StringComparison.Ordinal))
            return $"'{shown}' is an access point of S3 on Outposts, which is not supported.";
        if (bucket.EndsWith(".mrap", StringComparison.Ordinal))
            return $"'{shown}' is a multi-region access point, which is not supported: it needs SigV4A signatures.";
        return null;
    }

    sealed record Response(string? Bucket, string Region, S3Result<ResolvedEndpoint> Result);
}
