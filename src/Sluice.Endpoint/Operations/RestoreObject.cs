using System.Globalization;
using System.Xml.Linq;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>RestoreObject: an archived object can be read for some days (S3 API Reference, RestoreObject). How long that takes is an option of the endpoint; tiers are checked and do not count.</summary>
static class RestoreObject
{
    const int MostBytes = 4 << 10;

    static readonly Refusal Expired = new("InvalidObjectState", 403, "Restore is not allowed for the object's current storage class");
    static readonly Refusal UnderWay = new("RestoreAlreadyInProgress", 409, "Object restore is already in progress");

    public static async Task HandleAsync(S3Request request)
    {
        Bucket bucket = request.RequireBucket();
        KeptObject stored = request.RequireObject(bucket, null, "s3:RestoreObject");
        XElement document = DocumentXml.Parse(await RequestXml.ReadBytesAsync(request, MostBytes).ConfigureAwait(false), "RestoreRequest");
        document.Allow("Days", "GlacierJobParameters", "Tier", "Description");
        if (!int.TryParse(document.Text("Days"), NumberStyles.None, CultureInfo.InvariantCulture, out int days) || days < 1)
            throw new RefusalException(Refusal.MalformedXml);
        string tier = document.Elements().FirstOrDefault(static child => child.Name.LocalName == "GlacierJobParameters")?.Text("Tier") ?? document.Text("Tier") ?? "Standard";
        if (tier is not ("Standard" or "Bulk" or "Expedited"))
            throw new RefusalException(Refusal.MalformedXml);
        if (!stored.Description.IsArchived)
            throw new RefusalException(Expired);
        // S3 User Guide, "Archive retrieval options": the deepest class knows no expedited retrievals.
        if (tier == "Expedited" && stored.Description.StorageClass == "DEEP_ARCHIVE")
            throw new RefusalException(Refusal.InvalidArgument("Retrieval option is not supported by this storage class"));
        DateTimeOffset now = request.Endpoint.Now;
        bool wasThere = false;
        await bucket.UpdateAsync(request.Key, request.Version, kept =>
        {
            if (kept.Restore?.IsOngoing(now) == true)
                throw new RefusalException(UnderWay);
            wasThere = kept.Restore?.IsThere(now) == true;
            DateTimeOffset ready = wasThere ? kept.Restore!.Ready : now + request.Endpoint.Options.RestoreTime;
            // Until the midnight after the last day (S3 User Guide, "Restoring an archived object").
            return kept with { Restore = new ObjectRestore(ready, new DateTimeOffset((wasThere ? now : ready).UtcDateTime.Date.AddDays(days + 1), TimeSpan.Zero)) };
        }, request.Aborted).ConfigureAwait(false);
        VersionHeaders.Write(request, bucket, stored);
        await Reply.EmptyAsync(request, wasThere ? 200 : 202).ConfigureAwait(false);
    }

    /// <summary>What reads tell of it.</summary>
    public static void Write(S3Request request, KeptObject stored)
    {
        DateTimeOffset now = request.Endpoint.Now;
        if (stored.Restore?.IsOngoing(now) == true)
            request.Http.Response.Headers["x-amz-restore"] = "ongoing-request=\"true\"";
        else if (stored.Restore?.IsThere(now) == true)
            request.Http.Response.Headers["x-amz-restore"] = $"ongoing-request=\"false\", expiry-date=\"{Reply.HttpDate(stored.Restore.Until)}\"";
    }
}
