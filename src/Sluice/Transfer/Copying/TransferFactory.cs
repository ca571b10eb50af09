using Sluice.Engine;
using Sluice.Failures;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Copying;

/// <summary>Makes the transfers of items to one destination. For one thread at a time.</summary>
internal abstract class TransferFactory
{
    /// <summary>Sees that what the copy asks for can be had, before the first byte; why not, or null.</summary>
    public virtual Failure? Prepare() => null;

    /// <summary>True when what it makes is written in the order in which it was made, so that making one waits for others.</summary>
    public virtual bool IsOrdered => false;

    /// <summary>The transfer of an item under this relative name; null when it ended at once.</summary>
    public abstract WorkItem? Make(Tree source, in TreeEntry entry, ReadOnlySpan<byte> name);

    /// <summary>Where an item of this name would go, for the row of one that does not; null where such rows have none.</summary>
    public virtual Location? PlaceOf(ReadOnlySpan<byte> name) => null;

    /// <summary>That of a destination.</summary>
    /// <param name="run">The run.</param>
    /// <param name="request">The copy.</param>
    /// <param name="destination">The destination.</param>
    /// <param name="isContainer">Items keep their names below it.</param>
    /// <param name="moves">What a move takes away; null for a copy.</param>
    public static TransferFactory For(TransferContext run, CopyRequest request, Tree destination, bool isContainer, MoveSources? moves)
    {
        if (destination.Objects is { } objects)
            return new ObjectTransferFactory(run, request, objects, isContainer, moves);
        if (destination.IsStream)
            return new StreamTransferFactory(run, destination.Root, run.OpenOutput, request.DryRun);
        if (destination.Files is not { } files)
            return new SinkTransferFactory(run, destination, isContainer, request.DryRun, request.Preserve, request.NoClobber);
        return !isContainer && !request.NoClobber && SpecialFile.IsWritable(files.Path)
            ? new StreamTransferFactory(run, destination.Root, () => SpecialFile.OpenWrite(files.Path, run.OpenOutput, run.Token), request.DryRun)
            : new FileTransferFactory(run, files, isContainer, request.DryRun, preserve: request.Preserve, keepsExisting: request.NoClobber);
    }
}
