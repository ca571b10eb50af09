namespace Sluice.Sync;

/// <summary>When two items of one name count as the same.</summary>
public enum SyncComparison
{
    /// <summary>Equal sizes, and times that show no later change of the source.</summary>
    SizeAndTime,
    /// <summary>Equal sizes.</summary>
    SizeOnly,
    /// <summary>Equal sizes and equal checksums; an item whose checksum cannot be had counts as different.</summary>
    Checksum,
}
