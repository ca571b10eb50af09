using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Storage;

/// <summary>If-Match and If-None-Match of a write, decided while the key is locked.</summary>
/// <param name="IfMatch">ETag without quotes, or <c>*</c>; null for none.</param>
/// <param name="IfNoneMatch">True for <c>If-None-Match: *</c>: only where nothing is.</param>
sealed record WritePrecondition(string? IfMatch, bool IfNoneMatch)
{
    public static WritePrecondition None { get; } = new(null, false);

    /// <summary>Throws <see cref="RefusalException"/> when the condition does not hold.</summary>
    /// <param name="current">What the key names now.</param>
    /// <param name="whenMissing">The answer to If-Match where nothing is: 404 for writes, 412 for deletes.</param>
    public void Check(KeptObject? current, Refusal whenMissing)
    {
        if (IfNoneMatch && current is not null)
            throw new RefusalException(Refusal.PreconditionFailed("If-None-Match"));
        if (IfMatch is null)
            return;
        if (current is null)
            throw new RefusalException(whenMissing);
        if (IfMatch != "*" && IfMatch != current.ETag)
            throw new RefusalException(Refusal.PreconditionFailed("If-Match"));
    }
}
