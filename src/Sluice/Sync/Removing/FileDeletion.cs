using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Failures;
using Sluice.Transfer;
using Sluice.Transfer.Items;
using Sluice.Transfer.Removing;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Sync.Removing;

/// <summary>A few files of the destination that go, each with an outcome of its own; moved to the backup when there is one.</summary>
internal sealed class FileDeletion(TransferContext run, LocalTree destination, LocalTree? backup, IReadOnlyList<TreeEntry> items) : SingleTransfer(run)
{
    readonly SafePath _way = new(destination.Path);

    /// <inheritdoc/>
    public override Location From => destination.Root;

    /// <inheritdoc/>
    public override Location? To => null;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        foreach (TreeEntry item in items)
        {
            if (Run.Token.IsCancellationRequested)
                break;
            ItemFailure? failure;
            try
            {
                failure = Remove(item);
            }
            catch (Exception exception) when (LocalFailure.IsLocal(exception))
            {
                failure = ItemFailure.From(exception, path: null);
            }
            Run.Ledger.Ended(failure?.Kind ?? OutcomeKind.Done, 0, Verification.None, (Run.Ledger.Operation, item, failure), static ended => new ItemOutcome
            {
                Kind = ended.failure?.Kind ?? OutcomeKind.Done,
                Operation = ended.Operation,
                From = new LocalLocation(ended.item.Path!),
                ErrorCode = ended.failure?.Code ?? "",
                Message = ended.failure?.Message ?? "",
            });
        }
        EndPending();
    }

    ItemFailure? Remove(in TreeEntry item)
    {
        string path = item.Path!;
        if (_way.LinkOnWay(path) is { } link)
            return new ItemFailure(OutcomeKind.Denied, "Link", $"{DisplayText.Of(link)} is a symbolic link; nothing is removed through one.");
        FileStatus now = destination.StatusOf(item);
        if (now.Kind == FileKind.Missing && new FileInfo(path).LinkTarget is null)
            return new ItemFailure(OutcomeKind.Skipped, "Gone", "It was removed already.");
        if (now.Kind is not (FileKind.File or FileKind.Link) || now.Length != item.Size || now.Modified != item.Modified)
            return ItemFailure.Changed("The file was changed after it was listed, and stays.");
        if (backup is null)
        {
            File.Delete(path);
            return null;
        }
        string target = Path.Join(backup.Path, Path.GetRelativePath(destination.Path, path));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        return ItemFailure.From(new Publication(Run.Names) { ReplacesLinks = true }.Publish(null, path, target));
    }
}
