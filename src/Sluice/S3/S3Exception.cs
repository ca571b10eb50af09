using Sluice.Failures;

namespace Sluice.S3;

/// <summary>A failed request, for callers who prefer exceptions. The engine itself passes <see cref="S3Error"/> values.</summary>
public sealed class S3Exception(S3Error error) : Exception(error.Message, error.Cause)
{
    /// <summary>What went wrong.</summary>
    public S3Error Error { get; } = error;
}
