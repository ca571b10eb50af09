using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Storage;

/// <summary>If-Match and If-None-Match of a write, decided while the key is locked.</summary>
/// <param name="IfMatch">ETag without quotes, or <c>*</c>; null for none.</param>
/// <param name="IfNoneMatch">True for <c>If-None-Match: *</c>: only where nothing is.</param>
sealed record WritePrecondition(string? IfMatch, bool IfNoneMatch)
{
    public static WritePrecondition None { get; } = new(null, false);

    /// <summary>Only an object that was last modified then; null for any. For deletes.</summary>
    public DateTimeOffset? IfLastModified { get; init; }

    /// <summary>Only an object of this size in bytes; null for any. For deletes.</summary>
    public long? IfSize { get; init; }

    /// <summary>Throws <see cref="RefusalException"/> when the condition does not hold.</summary>
    /// <param name="current">What the key names now.</param>
    /// <param name="whenMissing">The answer to If-Match where nothing is: 404 for writes, 412 for deletes.</param>
    public void Check(KeptObject? current, Refusal whenMissing)
    {
        if (IfNoneMatch && current is not null)
            throw new RefusalException(Refusal.PreconditionFailed("If-None-Match"));
        if (IfMatch is null && IfLastModified is null && IfSize is null)
            return;
        if (current is null)
            throw new RefusalException(whenMissing);
        if (IfMatch is not null and not "*" && IfMatch != current.ETag)
            throw new RefusalException(Refusal.PreconditionFailed("If-Match"));
        if (IfLastModified is { } time && time != current.LastModified)
            throw new RefusalException(Refusal.PreconditionFailed("x-amz-if-match-last-modified-time"));
        if (IfSize is { } size && size != current.Size)
            throw new RefusalException(Refusal.PreconditionFailed("x-amz-if-match-size"));
    }
}
