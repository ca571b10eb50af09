using Sluice.Engine;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Copying;

/// <summary>
/// Makes downloads to standard output, or to what keeps no bytes (a pipe, a device), one after another: each begins when the one
/// before it has ended.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="destination">Where they go.</param>
/// <param name="open">Opens it; null when that was given up. Throws what the file system throws.</param>
/// <param name="dryRun">Nothing is written.</param>
internal sealed class StreamTransferFactory(TransferContext run, Location destination, Func<Stream?> open, bool dryRun) : TransferFactory
{
    readonly StreamTurn _turn = new();

    /// <inheritdoc/>
    public override WorkItem? Make(Tree tree, in TreeEntry entry, ReadOnlySpan<byte> name)
    {
        if (tree.Objects is not { } objects)
        {
            run.Ledger.Ended(OutcomeKind.Failed, tree.At(entry), destination, "NotAFile", "Only objects are written to a stream.");
            return null;
        }
        ObjectSource source = ObjectSource.From(objects, entry);
        if (dryRun)
        {
            run.Ledger.Planned(source.Location, destination, source.KnownSize, run.Planned);
            return null;
        }
        if (!_turn.Take(run.Token))
            return null;
        try
        {
            if (open() is { } output)
                return new StreamDownload(run, source, destination, output, _turn);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            ItemFailure failure = ItemFailure.From(exception, destination.FilePath);
            run.Ledger.Ended(failure.Kind, source.Location, destination, failure.Code, failure.Message);
        }
        _turn.Release();
        return null;
    }
}
