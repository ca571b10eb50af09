using Sluice.Transfer.Content;
using Sluice.Trees;

namespace Sluice.Sync.Preconditions;

/// <summary>Compares contents, and ends the item as unchanged when they are the same. What cannot be compared is copied.</summary>
internal static class ContentPrecondition
{
    /// <summary>The guard of two items.</summary>
    public static Precondition For(ContentComparison contents, TreeEntry source, TreeEntry destination) => (item, worker) =>
        // A side that cannot be read is the transfer's affair: it says why, where that still matters.
        contents.Compare(item, source, destination, worker, mayReadObjects: false).Answer == ContentAnswer.Same ? TimePrecondition.Unchanged : null;
}
