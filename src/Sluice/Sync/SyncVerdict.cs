namespace Sluice.Sync;

/// <summary>What the comparison of two items says.</summary>
internal enum SyncVerdict
{
    /// <summary>Nothing to do.</summary>
    Same,
    /// <summary>The destination has none.</summary>
    IsNew,
    /// <summary>The sizes differ.</summary>
    SizeDiffers,
    /// <summary>The source was changed later.</summary>
    SourceIsNewer,
    /// <summary>The bytes differ.</summary>
    ContentDiffers,
    /// <summary>The time that is kept with the object decides: it takes a HEAD.</summary>
    AskTime,
    /// <summary>The listing did not tell a size or a time: the store is asked.</summary>
    AskStore,
    /// <summary>The checksums decide: they take requests or a reading of the file.</summary>
    AskContent,
}
