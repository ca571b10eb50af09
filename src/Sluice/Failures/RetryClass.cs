namespace Sluice.Failures;

/// <summary>What another attempt at a failed request needs.</summary>
public enum RetryClass
{
    /// <summary>Another attempt would fail the same way.</summary>
    Never,
    /// <summary>At once, on another connection: the store had closed an idle one.</summary>
    Immediately,
    /// <summary>After a wait.</summary>
    AfterBackoff,
    /// <summary>After fresh credentials, the right region or the right clock.</summary>
    AfterRefresh,
}
