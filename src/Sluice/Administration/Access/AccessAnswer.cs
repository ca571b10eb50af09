namespace Sluice.Administration.Access;

/// <summary>Whether somebody may.</summary>
public enum AccessAnswer
{
    /// <summary>It cannot be told.</summary>
    Unknown,
    /// <summary>They may not.</summary>
    No,
    /// <summary>They may with some of the objects: of those that were tried, or with keys that a statement of the policy names.</summary>
    Some,
    /// <summary>They may.</summary>
    Yes,
}
