namespace Sluice.Tests.S3.Credentials;

/// <summary>A clock that stands where it was set.</summary>
sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
