using Sluice.Engine;
using Sluice.Transfer.Copies;
using Sluice.Transfer.Items;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Preserving;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Copying;

/// <summary>Makes transfers to a place that is neither in a store nor on this machine's disk: to one name, or below it under relative names.</summary>
internal sealed class SinkTransferFactory(TransferContext run, Tree destination, bool isContainer, bool dryRun, Preserve preserve, bool keepsExisting = false) : TransferFactory
{
    /// <inheritdoc/>
    public override WorkItem? Make(Tree source, in TreeEntry entry, ReadOnlySpan<byte> name)
    {
        // Of a store the name alone tells.
        bool isLink = isContainer && preserve.HasFlag(Preserve.Symlinks) && LinkText.IsName(name) && (source.Objects is not null || entry.IsLink || source.Files?.IsLink(entry) == true);
        if (isLink)
            name = name[..^LinkText.SuffixBytes.Length];
        ReadOnlySpan<byte> own = isContainer ? name : default;
        Location from = source.At(entry), to = destination.At(own);
        if (isContainer && (destination.ProblemOf(name) ?? (name.IsEmpty || name[^1] == '/' ? "it is the name of a directory" : null)) is { } problem)
            run.Ledger.Ended(OutcomeKind.Failed, from, to, "BadName", $"It cannot have this name there: {problem}.");
        // Before the first byte; what comes later is met when it gets its name.
        else if (keepsExisting && !run.MayBeOwnCopy(to) && destination.Find(own.ToArray(), new TreeQuery(), run.Token, out TreeEntry? found) is null && found is not null)
            run.EndExisting(from, to, entry.Size ?? 0);
        else if (dryRun)
            run.Ledger.Planned(from, to, entry.Size ?? 0, run.Planned);
        else if (source.IsStream)
            run.Ledger.Ended(OutcomeKind.Failed, from, to, "NotAFile", "A stream can only become an object.");
        else
            return Make(source, entry, own, to, isLink);
        return null;
    }

    WorkItem Make(Tree source, in TreeEntry entry, ReadOnlySpan<byte> name, Location to, bool isLink)
    {
        ObjectSource? stored = source.Objects is { } objects ? ObjectSource.From(objects, entry) : null;
        UInt128? fingerprint = !run.RemembersDone || to.OnHost is not { } place ? null
            : stored is null ? ItemIdentity.FingerprintOf(run.Paths, source, entry, place) : ItemIdentity.FingerprintOf(stored, place);
        // A worker asks the host whether what an earlier run has done is there still.
        ResumedFile? earlier = fingerprint is { } item && run.Journal!.DoneOf(item) is [.., { Object: var written }] && written != default
            ? new ResumedFile(destination, name.ToArray(), entry.Size ?? -1, written) : null;
        return stored is not null
            ? FileTransferFactory.Make(run, stored, Sink(name, isLink), to, fingerprint, earlier)
            : new PumpedCopy(run, source, entry, Sink(name, isLink), to) { Preserve = preserve, Fingerprint = fingerprint, Earlier = earlier };
    }

    DownloadSink Sink(ReadOnlySpan<byte> name, bool isLink)
    {
        DownloadSink sink = isLink ? destination.CreateLink(name, keepsExisting) : destination.Create(name, keepsExisting);
        sink.Keeps = stored => Restoration.KeptOf(stored, preserve);
        return sink;
    }
}
