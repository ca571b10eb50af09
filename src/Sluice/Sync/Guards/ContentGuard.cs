using Sluice.Sync.Content;

namespace Sluice.Sync.Guards;

/// <summary>Compares contents, and ends the item as unchanged when they are the same. What cannot be compared is copied.</summary>
internal static class ContentGuard
{
    /// <summary>The guard of two items.</summary>
    public static Guard For(ContentComparison contents, SideItem source, SideItem destination) => (item, worker) =>
        // A side that cannot be read is the transfer's affair: it says why, where that still matters.
        contents.Compare(item, source, destination, worker, mayReadObjects: false).Answer == ContentAnswer.Same ? TimeGuard.Unchanged : null;
}
