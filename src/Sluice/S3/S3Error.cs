using Sluice.Failures;
using Sluice.S3.Endpoints;
using Sluice.S3.Requests;
using Sluice.S3.Wire;

namespace Sluice.S3;

/// <summary>Why a store did not do what was asked, or could not be asked. Classified once, at the wire.</summary>
/// <param name="Kind">What a caller can act on.</param>
/// <param name="Retry">What another attempt needs.</param>
/// <param name="Message">One sentence for people, already fit for a terminal; never a secret.</param>
public sealed record S3Error(FailureKind Kind, RetryClass Retry, string Message) : Failure(Kind, Retry, Message)
{
    /// <summary>HTTP status, or 0 when there was no answer.</summary>
    public int Status { get; init; }

    /// <summary>The bucket that was asked for; null for none.</summary>
    public string? Bucket { get; init; }

    /// <summary>The key that was asked for; empty for none.</summary>
    public ObjectKey Key { get; init; }

    /// <summary>The region a <see cref="FailureKind.WrongRegion"/> answer named.</summary>
    public string? Region { get; init; }

    /// <summary>The store's own explanation, as far as it gave one; fit for a terminal, empty for none. Answers to HEAD have none.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>How long the store asked to wait (Retry-After).</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The store's clock, when it is what the store complains of.</summary>
    internal DateTimeOffset? StoreTime { get; init; }

    /// <summary>The headers that the answer may be about, if the request has them.</summary>
    internal OptionalHeaders MayBlame { get; init; }

    /// <summary>The object is encrypted with a key of its owner, and the request had none.</summary>
    public bool NeedsCustomerKey { get; init; }

    /// <summary>Where else the same host wants to be asked.</summary>
    internal RedirectTarget? Redirect { get; init; }

    /// <summary>Bytes came, but too few in a minute.</summary>
    internal bool IsTrickle { get; init; }

    /// <summary>No connection was opened: nothing of the request was sent.</summary>
    internal bool IsUnsent { get; init; }

    /// <summary>The store had answered, and for so long it has answered nobody: several requests have given up one after the other. Null where that is not so.</summary>
    internal TimeSpan? SilentFor { get; init; }

    /// <summary>The condition that did not hold is on what is written to, and not on what is copied.</summary>
    internal bool IsOfTarget { get; init; }

    /// <summary>The answer is a web page: not the store may have said it, but something in front of it.</summary>
    internal bool IsForeign { get; init; }

    /// <summary>The bytes that the store names as the least or the most that it takes (EntityTooSmall, EntityTooLarge).</summary>
    internal long? SizeLimit { get; init; }

    /// <inheritdoc/>
    public override S3Exception ToException() => new(this);
}
