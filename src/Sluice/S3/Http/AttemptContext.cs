using Sluice.S3.Auth;

namespace Sluice.S3.Http;

/// <summary>What one attempt asked, where, as whom and when.</summary>
internal readonly record struct AttemptContext(WireRequest Request, Origin Origin, string Region, Credentials? Credentials, DateTimeOffset Now)
{
    /// <summary>True for an unsigned request.</summary>
    public bool IsAnonymous => Credentials is null;

    /// <summary>True for temporary credentials.</summary>
    public bool HasSession => Credentials?.SessionToken is not null;
}
