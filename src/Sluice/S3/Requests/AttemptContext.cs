using Sluice.S3.Credentials;
using Sluice.S3.Wire;

namespace Sluice.S3.Requests;

/// <summary>What one attempt asked, where, as whom and when.</summary>
internal readonly record struct AttemptContext(WireRequest Request, Origin Origin, string Region, S3Credentials? Credentials, DateTimeOffset Now)
{
    /// <summary>True for an unsigned request.</summary>
    public bool IsAnonymous => Credentials is null;

    /// <summary>True for temporary credentials.</summary>
    public bool HasSession => Credentials?.SessionToken is not null;
}
