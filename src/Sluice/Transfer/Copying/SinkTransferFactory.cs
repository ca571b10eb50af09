using Sluice.Engine;
using Sluice.Transfer.Copies;
using Sluice.Transfer.Items;
using Sluice.Transfer.Preserving;
using Sluice.Trees;

namespace Sluice.Transfer.Copying;

/// <summary>Makes transfers to a place that is neither in a store nor on this machine's disk: to one name, or below it under relative names.</summary>
internal sealed class SinkTransferFactory(TransferContext run, Tree destination, bool isContainer, bool dryRun, Preserve preserve) : TransferFactory
{
    /// <inheritdoc/>
    public override WorkItem? Make(Tree source, in TreeEntry entry, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> own = isContainer ? name : default;
        Location from = source.At(entry), to = destination.At(own);
        if (isContainer && (destination.ProblemOf(name) ?? (name.IsEmpty || name[^1] == '/' ? "it is the name of a directory" : null)) is { } problem)
            run.Ledger.Ended(OutcomeKind.Failed, from, to, "BadName", $"It cannot have this name there: {problem}.");
        else if (dryRun)
            run.Ledger.Planned(from, to, entry.Size ?? 0, run.Planned);
        else if (source.Objects is { } objects)
            return FileTransferFactory.Make(run, ObjectSource.From(objects, entry), Sink(own), to);
        else if (source.IsStream)
            run.Ledger.Ended(OutcomeKind.Failed, from, to, "NotAFile", "A stream can only become an object.");
        else
            return new PumpedCopy(run, source, entry, Sink(own), to) { Preserve = preserve };
        return null;
    }

    DownloadSink Sink(ReadOnlySpan<byte> name)
    {
        DownloadSink sink = destination.Create(name);
        sink.Keeps = stored => Restoration.KeptOf(stored, preserve);
        return sink;
    }
}
