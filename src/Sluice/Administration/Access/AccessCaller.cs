namespace Sluice.Administration.Access;

/// <summary>Who asks.</summary>
public enum AccessCaller
{
    /// <summary>The credentials in use.</summary>
    You,
    /// <summary>A second user, whose credentials are at hand.</summary>
    Other,
    /// <summary>Any user of the store, whosever account it is; nobody's credentials stand for all of them, so only documents tell.</summary>
    SignedIn,
    /// <summary>Anybody, without credentials.</summary>
    Anybody,
}
