namespace Sluice.Administration.Lifecycle;

/// <summary>What a rule does with what it matches.</summary>
public enum LifecycleAction
{
    /// <summary>Objects are removed for good: the bucket keeps no versions.</summary>
    Remove,
    /// <summary>Objects get a delete marker and become older versions, whose bytes stay: the bucket keeps versions.</summary>
    Hide,
    /// <summary>Older versions are removed for good.</summary>
    RemoveOlder,
    /// <summary>Objects that an expiration hides are removed for good some time after that; they are among those of <see cref="Hide"/>.</summary>
    RemoveHidden,
    /// <summary>Delete markers that hide nothing are removed.</summary>
    RemoveMarker,
    /// <summary>Unfinished uploads are given up, with their parts.</summary>
    AbortUpload,
    /// <summary>Objects are moved to another storage class.</summary>
    Move,
    /// <summary>Older versions are moved to another storage class.</summary>
    MoveOlder,
    /// <summary>Objects that a move leaves where they are, because they are smaller than 128 KiB and the rule does not ask for sizes.</summary>
    TooSmall,
    /// <summary>Older versions of which the same is true.</summary>
    TooSmallOlder,
}
