using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sluice.Endpoint.Configurations;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;

namespace Sluice.Endpoint.Operations;

/// <summary>What answers say of a version: its id, its lock, and when a lifecycle rule ends it.</summary>
static class VersionHeaders
{
    public static void Write(S3Request request, Bucket bucket, KeptObject stored)
    {
        IHeaderDictionary headers = request.Http.Response.Headers;
        if (bucket.NamesVersions)
            headers["x-amz-version-id"] = stored.VersionId ?? VersionId.Null;
        foreach (LifecycleRule rule in bucket.Settings.Lifecycle)
        {
            if (!rule.Covers(stored) || rule.ExpiryOf(stored) is not { } expiry)
                continue;
            headers["x-amz-expiration"] = $"expiry-date=\"{Reply.HttpDate(expiry)}\", rule-id=\"{Uri.EscapeDataString(rule.Id)}\"";
            break;
        }
    }

    /// <summary>The lock, which only reads tell.</summary>
    public static void WriteLock(S3Request request, KeptObject stored)
    {
        IHeaderDictionary headers = request.Http.Response.Headers;
        if (stored.Retention is { } retention)
        {
            headers["x-amz-object-lock-mode"] = retention.Mode;
            headers["x-amz-object-lock-retain-until-date"] = retention.Until.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        }
        if (stored.LegalHold is { } hold)
            headers["x-amz-object-lock-legal-hold"] = hold ? "ON" : "OFF";
    }

    public static void WriteDeleted(S3Request request, DeleteResult result)
    {
        if (result.VersionId is null)
            return;
        request.Http.Response.Headers["x-amz-version-id"] = result.VersionId;
        if (result.IsDeleteMarker)
            request.Http.Response.Headers["x-amz-delete-marker"] = "true";
    }
}
