using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.FilesFrom;
using Sluice.Transfer.Removing;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Items;

/// <summary>
/// An object that was named and not listed: a worker asks the store for it. Found, it ends without an outcome of its own
/// and goes on as what <paramref name="found"/> makes of it; not there, it is missing.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="client">Its store.</param>
/// <param name="root">Bucket and prefix that the name is relative to.</param>
/// <param name="name">The name, as it stands in the list.</param>
/// <param name="bucket">Tells whether the bucket is there.</param>
/// <param name="found">Called on a worker's thread with the object and its name; offers the transfer or ends the item.</param>
internal sealed class NamedObject(TransferContext run, S3Client client, S3Location root, byte[] name, BucketCheck bucket, Action<ObjectSource, ReadOnlyMemory<byte>> found) : SingleTransfer(run)
{
    S3Location _at = root with { Key = root.Key.Append(name) };

    /// <inheritdoc/>
    public override Location From => _at;

    /// <inheritdoc/>
    public override Location? To => null;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        bool isPlain = false;
        int interrupts = 0;
        while (true)
        {
            HeadObjectRequest head = new(_at.Bucket, _at.Key) { CustomerKey = Run.Request.SourceCustomerKey };
            if (client.HeadObject(head, worker.BeginRequest(0)).TryGet(out ObjectInfo? info, out S3Error? error))
            {
                Run.Ledger.ListedBytes(Math.Max(0, info.TotalLength));
                found(new ObjectSource(client, _at.Profile, _at.Bucket, _at.Key, info.TotalLength, info.ETag, info.LastModified) { Info = info }, _at.Key.Memory[root.Key.Length..]);
                EndPending();
                return;
            }
            if (WasInterrupted(error, ref interrupts))
                continue;
            // find(1) writes ./ before names. A key that has it is meant first.
            if (error.Kind == FailureKind.NotFound && !isPlain && NameFeed.WithoutDot(name) is { Length: > 0 } plain && plain.Length < name.Length)
            {
                (_at, isPlain) = (root with { Key = root.Key.Append(plain) }, true);
                continue;
            }
            if (error.Kind == FailureKind.NotFound)
                error = bucket.Problem(Run.Token) ?? error;
            ItemFailure failure = ItemFailure.Of(error);
            EndFailed(failure);
            if (failure.EndsRun is { } end)
                Run.End(end);
            return;
        }
    }
}
