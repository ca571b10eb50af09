using Sluice.Failures;

namespace Sluice.S3;

/// <summary>A failed request, for callers who prefer exceptions. The engine itself passes <see cref="S3Error"/> values.</summary>
public sealed class S3Exception(S3Error error) : FailureException(error)
{
    /// <summary>What went wrong, and what the store said of it.</summary>
    public S3Error Error { get; } = error;
}
