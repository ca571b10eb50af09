using Sluice.Engine;
using Sluice.Transfer.Copies;
using Sluice.Transfer.Items;
using Sluice.Trees;

namespace Sluice.Transfer.Copying;

/// <summary>Makes transfers to a place that is neither in a store nor on this machine's disk: to one name, or below it under relative names.</summary>
internal sealed class SinkTransferFactory(TransferContext run, Tree destination, bool isContainer, bool dryRun, bool keepsExisting = false) : TransferFactory
{
    /// <inheritdoc/>
    public override WorkItem? Make(Tree source, in TreeEntry entry, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> own = isContainer ? name : default;
        Location from = source.At(entry), to = destination.At(own);
        if (isContainer && (destination.ProblemOf(name) ?? (name.IsEmpty || name[^1] == '/' ? "it is the name of a directory" : null)) is { } problem)
            run.Ledger.Ended(OutcomeKind.Failed, from, to, "BadName", $"It cannot have this name there: {problem}.");
        // Before the first byte; what comes later is met when it gets its name.
        else if (keepsExisting && destination.Find(own.ToArray(), new TreeQuery(), run.Token, out TreeEntry? found) is null && found is not null)
            run.EndExisting(from, to, entry.Size ?? 0);
        else if (dryRun)
            run.Ledger.Planned(from, to, entry.Size ?? 0, run.Planned);
        else if (source.Objects is { } objects)
            return FileTransferFactory.Make(run, ObjectSource.From(objects, entry), destination.Create(own, keepsExisting), to);
        else if (source.IsStream)
            run.Ledger.Ended(OutcomeKind.Failed, from, to, "NotAFile", "A stream can only become an object.");
        else
            return new PumpedCopy(run, source, entry, destination.Create(own, keepsExisting), to);
        return null;
    }
}
