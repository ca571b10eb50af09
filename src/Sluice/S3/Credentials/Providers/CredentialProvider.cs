using Sluice.Failures;

namespace Sluice.S3.Credentials.Providers;

/// <summary>One place that credentials come from. Fetching may block on the network or on a program.</summary>
internal abstract class CredentialProvider
{
    /// <summary>Fetches credentials. Throws <see cref="S3Exception"/> (kind Denied) that says what was asked and what came back.</summary>
    public abstract IssuedCredentials Fetch(CancellationToken cancellationToken);

    /// <summary>A failure to get credentials.</summary>
    protected static S3Exception Failed(string message, Exception? cause = null) =>
        new(new S3Error(FailureKind.Denied, RetryClass.Never, message) { Cause = cause });
}
