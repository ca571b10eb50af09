using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.S3;
using Sluice.Sync.Preconditions;
using Sluice.Transfer;
using Sluice.Transfer.Content;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Sync;

/// <summary>
/// An item of which a listing told no size or no time. Where the ETag that was listed is the MD5 of the local file it is the
/// same, and nobody is asked; else a worker asks for what is untold, and the item goes on as what <paramref name="told"/>
/// makes of it.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="request">The sync.</param>
/// <param name="source">The one side.</param>
/// <param name="destination">The other.</param>
/// <param name="contents">Compares by the listing.</param>
/// <param name="item">The item of the source.</param>
/// <param name="old">What the destination has; null for nothing.</param>
/// <param name="told">Called on a worker's thread with what each side has.</param>
internal sealed class UntoldPair(TransferContext run, SyncRequest request, Tree source, Tree destination, ContentComparison contents, TreeEntry item, TreeEntry? old, Action<TreeEntry, TreeEntry?> told)
    : PairLookup(run)
{
    /// <inheritdoc/>
    public override Location From => source.At(item);

    /// <inheritdoc/>
    public override Location? To => destination.At(item.Name.Span);

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        if (old is { } there && contents.AgreeByListing(this, item, there, worker))
            End(TimePrecondition.Unchanged);
        else if (!TryComplete(source, item, request.SourceCustomerKey, worker, out TreeEntry? here) || !TryComplete(destination, old, request.Attributes.Sse?.CustomerKey, worker, out TreeEntry? now))
            return;
        else if (here is null)
            End(new ItemFailure(OutcomeKind.Missing, "Missing", "The source is not there any more."));
        else
        {
            told(here.Value, now);
            EndPending();
        }
    }

    bool TryComplete(Tree side, TreeEntry? listed, SseCustomerKey? key, Worker worker, out TreeEntry? known)
    {
        known = listed;
        if (listed is not { Object: not null } found || found is { Size: not null, Modified: not null } || side.Objects is not { } objects)
            return true;
        if (ObjectLookup.TryAsk(this, worker, objects, found.Name, key, out known, out ItemFailure? failure, found.NamedVersion))
            return true;
        End(failure!);
        return false;
    }
}
