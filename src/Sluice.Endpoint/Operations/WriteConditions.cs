using System.Globalization;
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
        // S3 does not compare times here, and a condition that is not looked at must not look met.
        if ((request.Header("if-modified-since") ?? request.Header("if-unmodified-since")) is not null)
            throw new RefusalException(Refusal.NotImplemented);
        // Appending is an ability of directory buckets (S3 API Reference, PutObject).
        if (request.Header("x-amz-write-offset-bytes") is not null)
            throw new RefusalException(Refusal.NotImplemented);
        return noneMatch is null && match is null ? WritePrecondition.None : new WritePrecondition(match is null ? null : ReadConditions.Unquote(match), noneMatch is not null);
    }

    /// <summary>The conditions of a delete, which may also be on time and size. Throws <see cref="RefusalException"/> for what is no condition.</summary>
    public static WritePrecondition ReadOfDelete(S3Request request)
    {
        WritePrecondition condition = Read(request);
        if (request.Header("x-amz-if-match-last-modified-time") is { } time)
            condition = condition with { IfLastModified = DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? date : throw new RefusalException(Refusal.InvalidArgument("x-amz-if-match-last-modified-time must be a date")) };
        if (request.Header("x-amz-if-match-size") is { } size)
            condition = condition with { IfSize = long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) ? bytes : throw new RefusalException(Refusal.InvalidArgument("x-amz-if-match-size must be a number")) };
        return condition;
    }
}
