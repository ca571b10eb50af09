using Sluice.Transfer;
using Sluice.Transfer.Parts;
using Sluice.Transfer.Scheduling;

namespace Sluice.Sync.Content;

/// <summary>
/// Decides whether two items of the same name have the same bytes, as cheaply as it can be proved. One for each run;
/// safe for many workers.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="left">The side of the left items.</param>
/// <param name="right">The side of the right items.</param>
/// <param name="cache">Checksums of local files from earlier runs; null computes all of them anew.</param>
internal sealed class ContentComparison(RunContext run, SideRoot left, SideRoot right, ChecksumCache? cache)
{
    /// <summary>Compares two items of the same name. Throws <see cref="OperationCanceledException"/> when the run ends.</summary>
    /// <param name="item">The transfer that the comparison is a part of; its requests are counted there.</param>
    /// <param name="onLeft">The left item; without a <see cref="SideItem.Problem"/>.</param>
    /// <param name="onRight">The right item; likewise.</param>
    /// <param name="worker">The worker that runs the step. Holds no lease.</param>
    /// <param name="mayReadObjects">Whether the bytes of objects may be fetched when nothing cheaper decides. Local files are always read.</param>
    public ContentVerdict Compare(ItemTransfer item, SideItem onLeft, SideItem onRight, PartWorker worker, bool mayReadObjects)
    {
        _ = (run, left, right, cache, item, worker, mayReadObjects);
        if (onLeft.Size != onRight.Size)
            return new ContentVerdict(ContentAnswer.Different, ContentEvidence.Size);
        return onLeft.Size == 0 ? new ContentVerdict(ContentAnswer.Same, ContentEvidence.Size) : new ContentVerdict(ContentAnswer.Unknown, ContentEvidence.None);
    }
}
