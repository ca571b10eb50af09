using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;
using Sluice.S3.Signing;

namespace Sluice.Endpoint.Auth;

/// <summary>Finds out who sent a request: strict Signature Version 4 in the header or the query, or nobody.</summary>
static class RequestAuthenticator
{
    const string Unsigned = "UNSIGNED-PAYLOAD";

    /// <summary>S3 refuses requests whose clock is further off (S3 API Reference, "Error responses", RequestTimeTooSkewed).</summary>
    static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(15);

    /// <summary>Sets caller and payload signature of the request. Throws <see cref="RefusalException"/> when the signature does not hold.</summary>
    public static void Authenticate(S3Request request)
    {
        // 1 Who says they signed, and when.
        if (PresignedV2.IsPresent(request))
        {
            request.Authenticated(request.Endpoint.CallerOf(PresignedV2.Verify(request).Id), PayloadOf(request.Header("x-amz-content-sha256") ?? Unsigned, null));
            return;
        }
        SignatureClaim? claim = SignatureClaim.Read(request);
        if (claim is null)
        {
            request.Authenticated(Caller.Anonymous, PayloadOf(request.Header("x-amz-content-sha256") ?? Unsigned, null));
            return;
        }
        CheckScope(request, claim);
        CheckTime(request, claim);
        EndpointAccount account = Account(request, claim.AccessKey, request.Header("x-amz-security-token") ?? request.Query.Text("X-Amz-Security-Token"));

        // 2 The signature must cover whatever could change the request's meaning.
        CheckSignedHeaders(request, claim);
        string payload = claim.Expires is null
            ? request.Header("x-amz-content-sha256") ?? throw new RefusalException(Refusal.InvalidRequest("Missing required header for this request: x-amz-content-sha256"))
            : request.Header("x-amz-content-sha256") ?? request.Query.Text("X-Amz-Content-Sha256") ?? Unsigned;

        // 3 The same computation as the client's must give the same result.
        SigningKey key = request.Endpoint.SigningKeys.Get(account, claim.Scope);
        string expected = SignedRequest.Sign(request, claim, payload, key, out string canonical);
        if (!Signature.AreEqual(expected, claim.Signature))
            throw new RefusalException(DoesNotMatch(claim.AccessKey, claim.Signature, canonical));
        request.Authenticated(request.Endpoint.CallerOf(account.Id), PayloadOf(payload, new ChunkSignatureChain(key, claim.Timestamp, claim.Signature)));
    }

    /// <summary>The account of a key id. Throws <see cref="RefusalException"/> (InvalidAccessKeyId, InvalidToken).</summary>
    public static EndpointAccount Account(S3Request request, string accessKey, string? sessionToken)
    {
        EndpointAccount account = request.Endpoint.AccountOf(accessKey)
            ?? throw new RefusalException(new Refusal("InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records.") { Details = [new("AWSAccessKeyId", accessKey)] });
        return sessionToken == account.SessionToken ? account : throw new RefusalException(new Refusal("InvalidToken", 400, "The provided token is malformed or otherwise invalid."));
    }

    /// <summary>What was signed is said, so that a client's author can compare it with their own; the secret is not in it.</summary>
    public static Refusal DoesNotMatch(string accessKey, string signature, string signed) =>
        new("SignatureDoesNotMatch", 403, "The request signature we calculated does not match the signature you provided. Check your key and signing method.")
        {
            Details = [new("AWSAccessKeyId", accessKey), new("SignatureProvided", signature), new("CanonicalRequest", signed)],
        };

    static void CheckScope(S3Request request, SignatureClaim claim)
    {
        string code = claim.Expires is null ? "AuthorizationHeaderMalformed" : "AuthorizationQueryParametersError";
        string region = request.Endpoint.Options.Region;
        if (claim.Scope.Region != region)
            throw new RefusalException(new Refusal(code, 400, $"The authorization header is malformed; the region '{claim.Scope.Region}' is wrong; expecting '{region}'") { Details = [new("Region", region)] });
        if (claim.Scope.Service != "s3")
            throw new RefusalException(new Refusal(code, 400, $"The authorization header is malformed; incorrect service \"{claim.Scope.Service}\". This endpoint belongs to \"s3\"."));
    }

    static void CheckTime(S3Request request, SignatureClaim claim)
    {
        DateTimeOffset now = request.Endpoint.Options.Clock.GetUtcNow();
        if (claim.Expires is { } validity)
        {
            if (now > claim.Time + validity)
                throw new RefusalException(Refusal.AccessDenied("Request has expired") with
                {
                    Details = [new("X-Amz-Expires", ((long)validity.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture)), new("Expires", Reply.XmlDate(claim.Time + validity)), new("ServerTime", Reply.XmlDate(now))],
                });
            if (now < claim.Time - MostSkew)
                throw new RefusalException(Refusal.AccessDenied("Request is not yet valid"));
        }
        else if ((now - claim.Time).Duration() > MostSkew)
        {
            throw new RefusalException(new Refusal("RequestTimeTooSkewed", 403, "The difference between the request time and the current time is too large.")
            {
                Details = [new("RequestTime", claim.Timestamp), new("ServerTime", Reply.XmlDate(now)), new("MaxAllowedSkewMilliseconds", "900000")],
            });
        }
    }

    static void CheckSignedHeaders(S3Request request, SignatureClaim claim)
    {
        bool hasHost = false;
        foreach (string name in claim.SignedHeaders)
        {
            hasHost |= name == "host";
            if (name.Any(char.IsAsciiLetterUpper))
                throw new RefusalException(new Refusal("AuthorizationHeaderMalformed", 400, "The signed headers must be in lower case."));
        }
        List<string> unsigned = hasHost ? [] : ["host"];
        foreach (string header in request.Http.Request.Headers.Keys)
        {
            if (header.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) && !claim.SignedHeaders.Contains(header.ToLowerInvariant()))
                unsigned.Add(header.ToLowerInvariant());
        }
        if (unsigned.Count > 0)
            throw new RefusalException(Refusal.AccessDenied("There were headers present in the request which were not signed") with { Details = [new("HeadersNotSigned", string.Join(", ", unsigned))] });
    }

    static PayloadSignature PayloadOf(string value, ChunkSignatureChain? chain) => value switch
    {
        Unsigned => PayloadSignature.None,
        SigV4Chunks.UnsignedPayloadWithTrailer => new PayloadSignature(PayloadFraming.UnsignedChunksWithTrailer),
        SigV4Chunks.SignedPayload when chain is not null => new PayloadSignature(PayloadFraming.SignedChunks, null, chain),
        SigV4Chunks.SignedPayloadWithTrailer when chain is not null => new PayloadSignature(PayloadFraming.SignedChunksWithTrailer, null, chain),
        { Length: 64 } when value.All(char.IsAsciiHexDigit) => new PayloadSignature(PayloadFraming.Hashed, value.ToLowerInvariant()),
        _ => throw new RefusalException(Refusal.InvalidArgument("x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, or a valid sha256 value.")),
    };
}
