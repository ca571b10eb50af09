using Sluice.Locations;
using Sluice.S3;
using Sluice.Transfer.Scheduling;

namespace Sluice.Transfer.Parts;

/// <summary>
/// An object that was named and not listed: a worker asks the store for it. Found, it ends without an outcome of its own
/// and goes on as what <paramref name="found"/> makes of it; not there, it is missing.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="client">Its store.</param>
/// <param name="at">Where it should be.</param>
/// <param name="found">Called on a worker's thread; offers the transfer or ends the item.</param>
internal sealed class NamedObject(RunContext run, S3Client client, S3Location at, Action<ObjectSource> found) : SingleTransfer(run)
{
    /// <inheritdoc/>
    public override Location From => at;

    /// <inheritdoc/>
    public override Location? To => null;

    /// <inheritdoc/>
    protected override void Move(PartWorker worker)
    {
        HeadObjectRequest head = new(at.Bucket, at.Key) { CustomerKey = Run.SourceCustomerKey };
        int interrupts = 0;
        while (true)
        {
            if (client.HeadObject(head, worker.BeginRequest(0)).TryGet(out ObjectInfo? info, out S3Error? error))
            {
                Run.Ledger.ListedBytes(Math.Max(0, info.TotalLength));
                found(new ObjectSource(client, at.Profile, at.Bucket, at.Key, info.TotalLength, info.ETag, info.LastModified) { Info = info });
                EndPending();
                return;
            }
            if (WasInterrupted(error, ref interrupts))
                continue;
            EndFailed(ItemFailure.Of(error));
            return;
        }
    }
}
