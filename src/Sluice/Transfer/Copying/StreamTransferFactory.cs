using Sluice.Engine;
using Sluice.Transfer.Copies;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Items;
using Sluice.Transfer.Planning;
using Sluice.Transfer.Sinks;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Copying;

/// <summary>
/// Makes downloads to standard output, or to what keeps no bytes (a pipe, a device), one after another: each begins when the one
/// before it has ended. Small objects to standard output are fetched side by side, and written one after another.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="destination">Where they go.</param>
/// <param name="open">Opens it; null when that was given up. Throws what the file system throws.</param>
/// <param name="dryRun">Nothing is written.</param>
internal sealed class StreamTransferFactory(TransferContext run, Location destination, Func<Stream?> open, bool dryRun) : TransferFactory
{
    readonly StreamTurn _turn = new();
    readonly long _window = StreamDownload.WindowOf(run);

    /// <inheritdoc/>
    public override bool IsOrdered => true;

    /// <inheritdoc/>
    public override WorkItem? Make(Tree tree, in TreeEntry entry, ReadOnlySpan<byte> name)
    {
        ObjectSource? source = tree.Objects is { } objects ? ObjectSource.From(objects, entry) : null;
        Location from = tree.At(entry);
        if (dryRun)
        {
            run.Ledger.Planned(from, destination, source?.KnownSize ?? entry.Size ?? 0, run.Planned);
            return null;
        }
        bool isSmall = source is { Size: >= 0 and <= OrderedDownload.MostBytes } && destination.FilePath is null && StoredParts.CountOf(source.ETag) <= 1;
        long place = -1;
        if (!(isSmall ? _turn.Take(source!.Size, _window, run.Token, out place) : _turn.TakeAlone(run.Token)))
            return null;
        try
        {
            if (open() is { } output)
                return isSmall ? new OrderedDownload(run, source!, destination, output, _turn, place)
                    : source is not null ? new StreamDownload(run, source, destination, output, _turn)
                    : new PumpedCopy(run, tree, entry, new StreamSink(output, destination.FilePath, _turn.ReleaseAlone), destination);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            ItemFailure failure = ItemFailure.From(exception, destination.FilePath);
            run.Ledger.Ended(failure.Kind, from, destination, failure.Code, failure.Message);
        }
        if (isSmall)
            // Nobody has a later place yet.
            _turn.Release(place, source!.Size);
        else
            _turn.ReleaseAlone();
        return null;
    }
}
