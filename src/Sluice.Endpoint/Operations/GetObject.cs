using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Faults;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;

namespace Sluice.Endpoint.Operations;

/// <summary>GetObject and HeadObject: the same answer with and without its body.</summary>
static class GetObject
{
    public static async Task HandleAsync(S3Request request)
    {
        Bucket bucket = request.RequireBucket();
        KeptObject stored = request.HoldObject(bucket, request.Key, request.Version, Permission.Read, request.Query.Has("versionId") ? "s3:GetObjectVersion" : "s3:GetObject");
        try
        {
            // 1 May these bytes be had, and which?
            CustomerKey.Require(request, stored.Description, "");
            if (request.Header("x-amz-server-side-encryption") is not null)
                throw new RefusalException(Refusal.InvalidArgument("x-amz-server-side-encryption header is not supported for this operation."));
            if (stored.Description.IsArchived && request.Method != HttpMethods.Head && stored.Restore?.IsThere(request.Endpoint.Now) != true)
                throw new RefusalException(new Refusal("InvalidObjectState", 403, "The operation is not valid for the object's storage class") { Details = [new("StorageClass", stored.Description.StorageClass!)] });
            ReadConditions.Check(request, stored, "");
            ObjectRange range = ObjectRange.Read(request, stored);

            // 2 Headers.
            HttpResponse response = request.Http.Response;
            DescriptionHeaders.Write(request, stored);
            VersionHeaders.Write(request, bucket, stored);
            VersionHeaders.WriteLock(request, stored);
            RestoreObject.Write(request, stored);
            if (range.PartsCount is { } parts)
                response.Headers["x-amz-mp-parts-count"] = parts.ToString(CultureInfo.InvariantCulture);
            if (request.Endpoint.Options.TellsChecksums && string.Equals(request.Header("x-amz-checksum-mode"), "ENABLED", StringComparison.OrdinalIgnoreCase))
                ChecksumReply.WriteHeaders(request, range.Checksum, stored.Checksum);
            if (range.IsPartial)
            {
                response.StatusCode = StatusCodes.Status206PartialContent;
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {range.Offset}-{range.Offset + range.Length - 1}/{stored.Size}");
            }
            response.ContentLength = range.Length;

            // 3 Body, straight from the store.
            if (request.Method != HttpMethods.Head)
                await BodySender.SendAsync(request, stored.Content, range.Offset, range.Length).ConfigureAwait(false);
        }
        finally
        {
            stored.Content.Release();
        }
    }
}
