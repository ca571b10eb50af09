using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;

namespace Sluice.Endpoint.Operations;

/// <summary>Reads the conditions of a write (S3 User Guide, "Add preconditions to S3 operations with conditional requests").</summary>
static class WriteConditions
{
    /// <summary>Throws <see cref="RefusalException"/> (NotImplemented) for If-None-Match with an ETag, as S3 does.</summary>
    public static WritePrecondition Read(S3Request request)
    {
        string? noneMatch = request.Header("if-none-match"), match = request.Header("if-match");
        if (noneMatch is not null and not "*" || noneMatch is not null && match is not null)
            throw new RefusalException(Refusal.NotImplemented);
        return noneMatch is null && match is null ? WritePrecondition.None : new WritePrecondition(match is null ? null : ReadConditions.Unquote(match), noneMatch is not null);
    }
}
