namespace Sluice.S3.Signing;

/// <summary>A URL that carries its own signature.</summary>
/// <param name="Url">The URL. It is a secret for as long as it is valid.</param>
/// <param name="Expires">When it ends, as far as is known.</param>
public sealed record PresignedUrl(string Url, DateTimeOffset Expires)
{
    /// <summary>It ends earlier than was asked for, because the credentials do.</summary>
    public bool IsCut { get; init; }

    /// <summary>The credentials are temporary and do not say when they end: the URL ends with them.</summary>
    public bool MayEndEarlier { get; init; }
}
