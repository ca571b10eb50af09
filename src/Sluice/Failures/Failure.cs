namespace Sluice.Failures;

/// <summary>
/// Why something was not done, as a value: a million failed items must not cost a million throws. Decided once, where it happened;
/// nobody compares message text later. What a store answered is an <c>S3Error</c>, which says more.
/// </summary>
/// <param name="Kind">What a caller can act on.</param>
/// <param name="Retry">What another attempt needs.</param>
/// <param name="Message">One sentence for people, already fit for a terminal; never a secret.</param>
public record Failure(FailureKind Kind, RetryClass Retry, string Message)
{
    /// <summary>A short name of it: a store's own code, such as <c>NoSuchKey</c>; empty when there is none.</summary>
    public string Code { get; init; } = "";

    /// <summary>The request id of the answer behind it, for a store's support; null when there was none.</summary>
    public string? RequestId { get; init; }

    /// <summary>The exception behind it; null when there was none.</summary>
    public Exception? Cause { get; init; }

    /// <summary>Requests made, the last one included.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Whatever else is to be done at the same place would fail the same way: the run ends.</summary>
    internal bool IsOfWholePlace { get; init; }

    /// <summary>Something is another one than it was.</summary>
    internal static Failure Changed(string message) => new(FailureKind.Changed, RetryClass.Never, message) { Code = "Changed" };

    /// <summary>What this machine refused, under a short name.</summary>
    internal static Failure Local(string code, string message) => new(FailureKind.Local, RetryClass.Never, message) { Code = code };

    /// <summary>The exception that tells of it.</summary>
    public virtual FailureException ToException() => new(this);
}
