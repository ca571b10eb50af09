using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;

namespace Sluice.Endpoint.Operations;

/// <summary>DeleteObject.</summary>
static class DeleteObject
{
    public static async Task HandleAsync(S3Request request)
    {
        Bucket bucket = request.RequireBucket(Permission.Write);
        await bucket.DeleteAsync(request.Key, WriteConditions.Read(request), request.Aborted).ConfigureAwait(false);
        await Reply.EmptyAsync(request, 204).ConfigureAwait(false);
    }
}
