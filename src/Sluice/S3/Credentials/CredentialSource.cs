namespace Sluice.S3.Credentials;

/// <summary>Hands out credentials and renews them before they expire. Safe for many threads.</summary>
public abstract class CredentialSource
{
    /// <summary>No credentials: requests are not signed.</summary>
    public static CredentialSource Anonymous { get; } = new AnonymousSource();

    /// <summary>The same keys for ever.</summary>
    public static CredentialSource Static(string accessKeyId, string secretKey, string? sessionToken = null) =>
        new StaticSource(new S3Credentials(accessKeyId, secretKey, sessionToken));

    /// <summary>
    /// Valid credentials, or null for unsigned requests. May block on the network while they are renewed. Throws
    /// <see cref="S3Exception"/> (kind Denied) that says what was looked for and where.
    /// </summary>
    public abstract S3Credentials? Current(CancellationToken cancellationToken);

    /// <summary>Forgets cached credentials after the store refused them as expired.</summary>
    public virtual void Invalidate(S3Credentials refused) { }

    sealed class AnonymousSource : CredentialSource
    {
        public override S3Credentials? Current(CancellationToken cancellationToken) => null;
    }

    sealed class StaticSource(S3Credentials credentials) : CredentialSource
    {
        public override S3Credentials? Current(CancellationToken cancellationToken) => credentials;
    }
}
