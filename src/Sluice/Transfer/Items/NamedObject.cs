using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Removing;
using Sluice.Trees;
using Sluice.Trees.Names;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Items;

/// <summary>
/// An object that was named and not listed: a worker asks the store for it. Found, it ends without an outcome of its own
/// and goes on as what <paramref name="found"/> makes of it; not there, it is missing.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="tree">Bucket and prefix that the name is relative to.</param>
/// <param name="name">The name, as it stands in the list, or as it was listed.</param>
/// <param name="found">Called on a worker's thread with the object; offers the transfer or ends the item.</param>
internal sealed class NamedObject(TransferContext run, S3Tree tree, ReadOnlyMemory<byte> name, Action<TreeEntry> found) : SingleTransfer(run)
{
    ReadOnlyMemory<byte> _name = name;

    /// <summary>The name is that of an object that was listed, and stands for nothing else.</summary>
    public bool IsListed { get; init; }

    /// <summary>A version that is a delete marker is found too, as an object without bytes: for whoever removes it.</summary>
    public bool TakesMarkers { get; init; }

    /// <inheritdoc/>
    public override Location From => tree.At(Untold);

    TreeEntry Untold => new(_name, null, null) { Object = new ListedObject(tree.KeyOf(_name.Span), null, null, null, null) { Version = ObjectVersion.Named(VersionId) } };

    /// <inheritdoc/>
    public override Location? To => null;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        bool isPlain = false;
        while (true)
        {
            ObjectKey key = tree.KeyOf(_name.Span);
            HeadObjectRequest head = new(tree.Place.Bucket, key) { VersionId = VersionId, CustomerKey = Run.Request.SourceCustomerKey };
            if (Send(worker, head, tree.Client.HeadObject).TryGet(out ObjectInfo? info, out S3Error? error))
            {
                Run.Ledger.ListedBytes(Math.Max(0, info.TotalLength));
                found(S3Tree.EntryOf(_name, key, info, VersionId));
                EndPending();
                return;
            }
            // A HEAD of a delete marker has 405 (S3 User Guide, "Working with delete markers"), or another answer elsewhere: there a listing shows it.
            if (TakesMarkers && VersionId is not null && (error.Kind is FailureKind.NotFound or FailureKind.NotSupported)
                && (error is { Kind: FailureKind.NotFound, Status: 405 } || RemovalLook.IsThere(tree.Client, tree.Place.Bucket, new(key, VersionId), customerKey: null, isIt: null, this, Run.Token)))
            {
                found(Untold with { Size = 0 });
                EndPending();
                return;
            }
            // find(1) writes ./ before names. A key that has it is meant first.
            if (error.Kind == FailureKind.NotFound && !isPlain && !IsListed && NameFeed.WithoutDot(_name.ToArray()) is { Length: > 0 } plain && plain.Length < _name.Length)
            {
                (_name, isPlain) = (plain, true);
                continue;
            }
            if (error.Kind == FailureKind.NotFound)
                error = tree.Bucket.Problem(Run.Token) ?? error;
            ItemFailure failure = ItemFailure.From(error);
            EndFailed(failure);
            if (failure.EndsRun is { } end)
                Run.End(end);
            return;
        }
    }
}
