using System.Globalization;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;

namespace Sluice.Endpoint.Operations;

/// <summary>Conditional reads in the order of RFC 9110, section 13.2.2; also those of a copy's source.</summary>
static class ReadConditions
{
    /// <summary>Throws <see cref="RefusalException"/> (412, 304) when the object is not wanted.</summary>
    /// <param name="request">The request.</param>
    /// <param name="stored">The object.</param>
    /// <param name="prefix"><c>x-amz-copy-source-</c> for a copy's source, where every failure is 412; else empty.</param>
    public static void Check(S3Request request, KeptObject stored, string prefix)
    {
        Refusal notModified = prefix.Length > 0 ? Refusal.PreconditionFailed(prefix + "If-None-Match") : Refusal.NotModified;
        if (request.Header(prefix + "if-match") is { } match)
        {
            if (!Matches(match, stored.ETag))
                throw new RefusalException(Refusal.PreconditionFailed("If-Match"));
        }
        else if (Date(request, prefix + "if-unmodified-since") is { } unmodified && stored.LastModified > unmodified)
        {
            throw new RefusalException(Refusal.PreconditionFailed("If-Unmodified-Since"));
        }
        if (request.Header(prefix + "if-none-match") is { } noneMatch)
        {
            if (Matches(noneMatch, stored.ETag))
                throw NotModified(request, stored, notModified);
        }
        else if (Date(request, prefix + "if-modified-since") is { } modified && stored.LastModified <= modified)
        {
            throw NotModified(request, stored, notModified);
        }
    }

    /// <summary>If-Range holds, so that a range is still one of the same object.</summary>
    public static bool RangeApplies(S3Request request, KeptObject stored) => request.Header("if-range") is not { } value
        || (DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset date) ? stored.LastModified <= date : Unquote(value) == stored.ETag);

    public static string Unquote(string etag) => etag.Length >= 2 && etag[0] == '"' && etag[^1] == '"' ? etag[1..^1] : etag;

    static RefusalException NotModified(S3Request request, KeptObject stored, Refusal refusal)
    {
        if (refusal.Status == 304)
        {
            request.Http.Response.Headers.ETag = $"\"{stored.ETag}\"";
            request.Http.Response.Headers.LastModified = Reply.HttpDate(stored.LastModified);
        }
        return new RefusalException(refusal);
    }

    static bool Matches(string list, string etag)
    {
        foreach (string candidate in list.Split(',', StringSplitOptions.TrimEntries))
        {
            if (candidate == "*" || Unquote(candidate) == etag)
                return true;
        }
        return false;
    }

    static DateTimeOffset? Date(S3Request request, string header) =>
        DateTimeOffset.TryParseExact(request.Header(header), "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset date) ? date : null;
}
