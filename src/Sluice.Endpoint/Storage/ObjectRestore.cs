namespace Sluice.Endpoint.Storage;

/// <summary>A temporary copy of an archived object.</summary>
/// <param name="Ready">When it is there.</param>
/// <param name="Until">When it is gone again.</param>
sealed record ObjectRestore(DateTimeOffset Ready, DateTimeOffset Until)
{
    /// <summary>It is being made.</summary>
    public bool IsOngoing(DateTimeOffset now) => now < Ready;

    /// <summary>It is there.</summary>
    public bool IsThere(DateTimeOffset now) => now >= Ready && now < Until;
}
