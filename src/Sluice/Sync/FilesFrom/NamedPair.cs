using System.Text;
using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Copying;
using Sluice.Transfer.Items;
using Sluice.Transfer.Preserving;
using Sluice.Transfer.Removing;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Sync.FilesFrom;

/// <summary>
/// A name of a list: a worker looks it up on both sides. Found on one, it ends without an outcome of its own and goes on as
/// what <paramref name="found"/> makes of it; on neither, it is missing. What cannot be looked up is never taken for missing.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="request">The sync.</param>
/// <param name="source">The one side.</param>
/// <param name="destination">The other.</param>
/// <param name="given">The name, relative to both.</param>
/// <param name="found">Called on a worker's thread with what each side has.</param>
internal sealed class NamedPair(TransferContext run, SyncRequest request, Tree source, Tree destination, byte[] given, Action<TreeEntry?, TreeEntry?> found) : PairLookup(run)
{
    /// <inheritdoc/>
    public override Location From => source.At(given);

    /// <inheritdoc/>
    public override Location? To => destination.At(given);

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        try
        {
            ReadOnlyMemory<byte> name = NameOfLink() ?? given;
            if (!TryFind(source, name, request.SourceCustomerKey, worker, out TreeEntry? item)
                || !TryFind(destination, name, request.Attributes.Sse?.CustomerKey, worker, out TreeEntry? old))
                return;
            if (item is null && old is null)
                End(new ItemFailure(request.NamesMayBeGone ? OutcomeKind.Skipped : OutcomeKind.Missing, "Missing", "Neither side has it."));
            else if (old is { Problem: { } behind } && behind == NamedFiles.BehindLink)
                End(new ItemFailure(OutcomeKind.Failed, "DirectoryLink", "A directory on its way is a symbolic link at the destination, which is not followed."));
            else
                found(item, old);
            EndPending();
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            End(ItemFailure.From(exception, path: null));
        }
    }

    // Where links are items themselves, the name of a link means that item.
    byte[]? NameOfLink() => source.Files is { KeepsLinks: true } files && !given.AsSpan().EndsWith(LinkText.SuffixBytes)
        && FileStatus.FromLink(files.PathOf(given)).Kind == FileKind.Link ? [.. given, .. LinkText.SuffixBytes] : null;

    bool TryFind(Tree side, ReadOnlyMemory<byte> name, SseCustomerKey? key, Worker worker, out TreeEntry? item)
    {
        item = null;
        if (side.Objects is { } objects)
            return TryAsk(objects, name, key, worker, out item);
        if (side.Files is not { } files)
        {
            if (side.Find(name, TreeQuery.Sorted, Run.Token, out item) is not { } unknown)
                return true;
            End(ItemFailure.From(unknown));
            return false;
        }
        // What can be a file's name here and not be said cannot be looked up: that is not absence.
        if (!new ObjectKey(name.ToArray()).TryGetText(out _))
        {
            item = new TreeEntry(name, null, null) { Path = Path.Join(files.Path, RawText.Of(name.Span)), Problem = DirectoryWalk.BadName };
            return true;
        }
        // A name that no file can have is one that no file has; one that ends in a slash is a directory's.
        if (name.Span[^1] == '/' || !KeyPath.TryToPath(name.Span, out _, out _))
            return true;
        string path = files.PathOf(name.Span);
        TreeEntry file = new(name, 0, default) { Path = path };
        FileStatus status = files.StatusOf(file);
        if (Run.Own.Covers(path))
        {
            item = file with { Problem = OwnFiles.NamedProblem };
            return true;
        }
        bool isLinkToNothing = status.Kind == FileKind.Missing && FileStatus.FromLink(path).Kind == FileKind.Link;
        if (new NamedFiles(files.Path, request.FollowDirectoryLinks).IsBehindLink(Encoding.UTF8.GetString(name.Span)))
            item = file with { Problem = NamedFiles.BehindLink };
        else if (status.Kind != FileKind.Missing || isLinkToNothing)
            item = file with { Size = status.Length, Modified = status.Modified, Inode = status.Inode, Problem = NamedFiles.ProblemAt(path, status.Kind, side == source && !request.FollowDirectoryLinks && Run.Request.Skips.HasFlag(LocalSkip.Links)) ?? ClaimedSize.Problem(path, status) };
        return true;
    }

    bool TryAsk(S3Tree side, ReadOnlyMemory<byte> name, SseCustomerKey? key, Worker worker, out TreeEntry? item)
    {
        if (!ObjectLookup.TryAsk(this, worker, side, name, key, out item, out ItemFailure? failure))
        {
            End(failure!);
            return false;
        }
        // Nothing of a bucket that is missing was removed from it. A destination says so when it is written to.
        if (item is not null || side != source || side.Bucket.Problem(Run.Token) is not { } missing)
            return true;
        Run.End(missing);
        End(ItemFailure.From(missing));
        return false;
    }
}
