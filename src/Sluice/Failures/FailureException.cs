namespace Sluice.Failures;

/// <summary>A failure, for callers who prefer exceptions. Inside the library failures are values.</summary>
public class FailureException : Exception
{
    /// <summary>The failure as an exception; its cause is the inner one.</summary>
    public FailureException(Failure failure) : base(failure.Message, failure.Cause) => Failure = failure;

    /// <summary>What went wrong.</summary>
    public Failure Failure { get; }
}
