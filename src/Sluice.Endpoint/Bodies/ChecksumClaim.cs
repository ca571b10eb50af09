using Sluice.Endpoint.Http;
using Sluice.S3.Checksums;

namespace Sluice.Endpoint.Bodies;

/// <summary>The checksum a request says its body has, in a header or later in the trailer.</summary>
/// <param name="Algorithm">Which one; The receiver's choice when the request names none.</param>
/// <param name="Value">From the header; null when it comes in the trailer or not at all.</param>
/// <param name="InTrailer">The value must come in the trailer.</param>
readonly record struct ChecksumClaim(ChecksumAlgorithm Algorithm, ObjectChecksum? Value, bool InTrailer)
{
    /// <summary>Throws <see cref="RefusalException"/> for several checksums, or one that is none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="whenUnsent">What to compute when it names none; S3's own default is CRC64NVME.</param>
    public static ChecksumClaim Read(S3Request request, ChecksumAlgorithm whenUnsent = ChecksumAlgorithm.Crc64Nvme)
    {
        ChecksumClaim claim = new(ChecksumAlgorithm.None, null, false);
        foreach (ChecksumAlgorithm algorithm in ChecksumHeaders.Algorithms)
        {
            if (request.Header(ChecksumHeaders.HeaderName(algorithm)) is not { } text)
                continue;
            if (claim.Algorithm != ChecksumAlgorithm.None)
                throw new RefusalException(Refusal.InvalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed."));
            claim = new(algorithm, Parse(algorithm, text), false);
        }
        RefuseUnknown(request);
        if (request.Header("x-amz-trailer") is { } trailer)
        {
            if (!request.Payload.HasTrailer || !ChecksumHeaders.TryParseHeaderName(trailer.Trim(), out ChecksumAlgorithm inTrailer))
                throw new RefusalException(Refusal.InvalidRequest("The value specified in the x-amz-trailer header is not supported"));
            if (claim.Algorithm != ChecksumAlgorithm.None)
                throw new RefusalException(Refusal.InvalidRequest("Expecting a single x-amz-checksum- header"));
            claim = new(inTrailer, null, true);
        }
        if (request.Header("x-amz-sdk-checksum-algorithm") is { } named)
        {
            if (!ChecksumHeaders.TryParseName(named, out ChecksumAlgorithm announced))
                throw new RefusalException(Refusal.InvalidRequest("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"));
            if (claim.Algorithm == ChecksumAlgorithm.None)
                throw new RefusalException(Refusal.InvalidRequest("x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found."));
            if (claim.Algorithm != announced)
                throw new RefusalException(Refusal.InvalidRequest("Value for x-amz-sdk-checksum-algorithm header is invalid."));
        }
        return claim.Algorithm == ChecksumAlgorithm.None ? claim with { Algorithm = whenUnsent } : claim;
    }

    /// <summary>A checksum that nobody compares must not look compared.</summary>
    static void RefuseUnknown(S3Request request)
    {
        const string prefix = "x-amz-checksum-";
        foreach (string name in request.Http.Request.Headers.Keys)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && name[prefix.Length..].ToLowerInvariant() is not ("algorithm" or "type" or "mode") && !ChecksumHeaders.TryParseHeaderName(name, out _))
                throw new RefusalException(Refusal.InvalidRequest("The algorithm type you specified in x-amz-checksum- header is invalid."));
        }
    }

    /// <summary>True when the client itself sent a checksum.</summary>
    public bool IsSent => Value is not null || InTrailer;

    public static ObjectChecksum Parse(ChecksumAlgorithm algorithm, string text) =>
        ChecksumHeaders.TryParse(algorithm, text, out ObjectChecksum value) && !value.IsComposite
            ? value
            : throw new RefusalException(Refusal.InvalidRequest($"Value for {ChecksumHeaders.HeaderName(algorithm)} header is invalid."));
}
