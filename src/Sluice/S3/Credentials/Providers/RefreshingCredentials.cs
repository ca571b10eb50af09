using Sluice.Failures;

namespace Sluice.S3.Credentials.Providers;

/// <summary>
/// Keeps what a provider issued and renews it before it ends. One thread renews; the others go on with the old
/// credentials as long as those are valid, and so do all when the renewal fails. A failure stands for a while, so that
/// a thousand waiting requests do not ask a thousand times.
/// </summary>
internal sealed class RefreshingCredentials(CredentialProvider provider, TimeProvider clock) : CredentialSource
{
    /// <summary>How long before the end to renew. IMDS and STS hand out new ones at least 5 minutes ahead (EC2 User Guide, "Retrieve security credentials from instance metadata").</summary>
    static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>How long to leave a provider alone that failed.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>How long a thread that waits for another's renewal may take to notice that it is cancelled.</summary>
    static readonly TimeSpan Notice = TimeSpan.FromMilliseconds(50);

    readonly Lock _renewal = new();
    volatile Held? _held;

    // Guarded by _renewal.
    S3Error? _failure;
    DateTimeOffset _failedAt;

    /// <inheritdoc/>
    public override S3Credentials? Current(CancellationToken cancellationToken)
    {
        Held? held = _held;
        DateTimeOffset now = clock.GetUtcNow();
        if (held is not null && now < held.RenewAt)
            return held.Credentials;
        bool isValid = held is not null && now < held.Expiration;
        while (!_renewal.TryEnter(isValid ? TimeSpan.Zero : Notice))
        {
            if (isValid)
                return held!.Credentials;
            cancellationToken.ThrowIfCancellationRequested();
        }
        try
        {
            // Another thread may have renewed them meanwhile.
            return _held is { } fresh && clock.GetUtcNow() < fresh.RenewAt ? fresh.Credentials : Renew(_held, cancellationToken);
        }
        finally
        {
            _renewal.Exit();
        }
    }

    /// <inheritdoc/>
    public override void Invalidate(S3Credentials refused)
    {
        Held? held = _held;
        if (held is not null && ReferenceEquals(held.Credentials, refused))
            Interlocked.CompareExchange(ref _held, null, held);
    }

    S3Credentials Renew(Held? old, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (_failure is not null && now < _failedAt + Pause)
            throw new S3Exception(_failure);
        try
        {
            IssuedCredentials issued = provider.Fetch(cancellationToken);
            // What has ended by this machine's clock is used for a while all the same: the clock may be wrong, and an
            // instance's service goes on with old ones when it has no new ones. The store decides.
            DateTimeOffset end = issued.Expiration is not { } expiration ? DateTimeOffset.MaxValue : expiration > now ? expiration : now + Pause;
            TimeSpan left = end - now;
            // What ends soon is used for half of the time that is left: short-lived ones must not be fetched for every request.
            DateTimeOffset renewAt = issued.Expiration is null ? end : now + (left > 2 * Ahead ? left - Ahead : left / 2);
            S3Credentials credentials = old is not null && IsSame(old.Credentials, issued.Credentials) ? old.Credentials
                : issued.Expiration is null ? issued.Credentials
                : new S3Credentials(issued.Credentials.AccessKeyId, issued.Credentials.SecretKey, issued.Credentials.SessionToken) { Expiration = issued.Expiration };
            _held = new Held(credentials, renewAt, end);
            _failure = null;
            return credentials;
        }
        catch (S3Exception) when (old is not null && now < old.Expiration)
        {
            _held = old with { RenewAt = now + Pause };
            return old.Credentials;
        }
        catch (S3Exception e)
        {
            _failure = e.Error;
            _failedAt = now;
            throw;
        }
    }

    static bool IsSame(S3Credentials a, S3Credentials b) => a.AccessKeyId == b.AccessKeyId && a.SecretKey == b.SecretKey && a.SessionToken == b.SessionToken;

    sealed record Held(S3Credentials Credentials, DateTimeOffset RenewAt, DateTimeOffset Expiration);
}
