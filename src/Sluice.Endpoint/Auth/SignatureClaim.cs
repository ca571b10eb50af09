using System.Globalization;
using Sluice.Endpoint.Http;
using Sluice.S3.Signing;

namespace Sluice.Endpoint.Auth;

/// <summary>What a request says about its own signature, in the Authorization header or in the query.</summary>
sealed record SignatureClaim
{
    public required string AccessKey { get; init; }

    public required SigningScope Scope { get; init; }

    /// <summary><c>yyyyMMddTHHmmssZ</c>.</summary>
    public required string Timestamp { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required IReadOnlyList<string> SignedHeaders { get; init; }

    public required string Signature { get; init; }

    /// <summary>Seconds a presigned request is valid; null for a signature in the header.</summary>
    public TimeSpan? Expires { get; init; }

    /// <summary>Null for an unsigned request. Throws <see cref="RefusalException"/> for a signature that cannot be read.</summary>
    public static SignatureClaim? Read(S3Request request)
    {
        string? header = request.Header("authorization");
        bool inQuery = request.Query.Has("X-Amz-Algorithm");
        if (header is not null && inQuery)
            throw new RefusalException(Refusal.InvalidArgument("Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified"));
        if (header is not null)
            return FromHeader(request, header);
        if (inQuery)
            return FromQuery(request.Query);
        return null;
    }

    static SignatureClaim FromHeader(S3Request request, string header)
    {
        if (!header.StartsWith(SigV4Canonical.Algorithm, StringComparison.Ordinal))
            throw Unsupported(header);
        string? credential = null, headers = null, signature = null;
        foreach (string field in header[SigV4Canonical.Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = field.IndexOf('=', StringComparison.Ordinal);
            string value = field[(equals + 1)..];
            switch (equals < 0 ? field : field[..equals])
            {
                case "Credential": credential = value; break;
                case "SignedHeaders": headers = value; break;
                case "Signature": signature = value; break;
                default: throw Malformed("AuthorizationHeaderMalformed", "The authorization header has a field that is not known.");
            }
        }
        if (credential is null || headers is null || signature is null)
            throw Malformed("AuthorizationHeaderMalformed", "The authorization header needs Credential, SignedHeaders and Signature.");
        string? timestamp = request.Header("x-amz-date");
        if (timestamp is null && DateTimeOffset.TryParseExact(request.Header("date"), "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset date))
            timestamp = SigV4Canonical.AmzDate(date);
        return Parse("AuthorizationHeaderMalformed", credential, headers, signature, timestamp, null);
    }

    static SignatureClaim FromQuery(QueryParameters query)
    {
        const string code = "AuthorizationQueryParametersError";
        if (query.Text("X-Amz-Algorithm") != SigV4Canonical.Algorithm)
            throw Malformed(code, "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
        if (query.Text("X-Amz-Credential") is not { } credential || query.Text("X-Amz-SignedHeaders") is not { } headers
            || query.Text("X-Amz-Signature") is not { } signature || query.Text("X-Amz-Date") is not { } timestamp || query.Text("X-Amz-Expires") is not { } expires)
            throw Malformed(code, "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
        // A week at most (S3 API Reference, "Authenticating requests: using query parameters").
        if (!int.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) || seconds is < 1 or > 604_800)
            throw Malformed(code, "X-Amz-Expires must be between 1 and 604800 seconds");
        return Parse(code, credential, headers, signature, timestamp, TimeSpan.FromSeconds(seconds));
    }

    static SignatureClaim Parse(string code, string credential, string headers, string signature, string? timestamp, TimeSpan? expires)
    {
        if (timestamp is null || !SigV4Canonical.TryParseAmzDate(timestamp, out DateTimeOffset time))
            throw new RefusalException(Refusal.AccessDenied("AWS authentication requires a valid Date or x-amz-date header"));
        if (!SigningScope.TryParseCredential(credential, out string? accessKey, out SigningScope? scope))
            throw Malformed(code, "The Credential is malformed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
        if (scope.Date != timestamp[..8])
            throw Malformed(code, $"Invalid credential date \"{scope.Date}\". This date is not the same as X-Amz-Date: \"{timestamp[..8]}\".");
        return new SignatureClaim
        {
            AccessKey = accessKey,
            Scope = scope,
            Timestamp = timestamp,
            Time = time,
            SignedHeaders = headers.Split(';'),
            Signature = signature,
            Expires = expires,
        };
    }

    static RefusalException Malformed(string code, string message) => new(new Refusal(code, 400, message));

    /// <summary>Version 2 (<c>AWS KEY:SIGNATURE</c>) is known and refused; the rest is no authorization of S3's.</summary>
    static RefusalException Unsupported(string header)
    {
        const string version2 = "AWS ";
        if (header.StartsWith(version2, StringComparison.Ordinal) && header.IndexOf(':', version2.Length) > version2.Length)
            return new(Refusal.InvalidRequest("The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."));
        string message = header.StartsWith(version2, StringComparison.Ordinal) ? "AWS authorization header is invalid. Expected AwsAccessKeyId:signature" : "Unsupported Authorization Type";
        return new(Refusal.InvalidArgument(message) with { Details = [new("ArgumentName", "Authorization")] });
    }
}
