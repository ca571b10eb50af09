namespace Sluice.Sync.Plans;

/// <summary>Why an action is in a plan, in words.</summary>
internal static class PlanReason
{
    /// <summary>The reason of every removal.</summary>
    public const string NotInSource = "not in source";

    /// <summary>The reason of a copy.</summary>
    public static string Of(SyncVerdict verdict) => verdict switch
    {
        SyncVerdict.IsNew => "new",
        SyncVerdict.SizeDiffers => "size",
        SyncVerdict.ContentDiffers => "content",
        _ => "time",
    };
}
