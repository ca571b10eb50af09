using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.S3;
using Sluice.Transfer.Items;
using Sluice.Trees;

namespace Sluice.Transfer.InPlace;

/// <summary>One object gets an access control list.</summary>
internal sealed class AclUpdate(TransferContext run, ObjectSource source, AclChange change, bool dryRun) : SingleTransfer(run)
{
    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => null;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        if (dryRun)
        {
            Run.Ledger.Planned(From, null, 0, "Would get the ACL.");
            EndPending();
            return;
        }
        S3Result<bool> result = Send(worker, (source, change), static (set, token) => set.change.Headers is { } headers
            ? set.source.Client.PutAcl(set.source.Bucket, set.source.Key, set.source.VersionId, headers, token)
            : set.source.Client.PutAcl(set.source.Bucket, set.source.Key, set.source.VersionId, set.change.Document, token));
        if (result.Error is { } error)
            EndFailed(ItemFailure.From(error));
        // Whoever may set a list need not be one who may read it; but a list that is told and is another one was not set.
        else if (Send(worker, source, static (of, token) => of.Client.GetObjectAcl(of.Bucket, of.Key, of.VersionId, token)).TryGet(out ObjectAccess? now, out _) && change.IsContradictedBy(now))
            EndFailed(ItemFailure.NotWritten("The store says that it has set the ACL, and tells another one."));
        else
            EndDone(0, null, Verification.None);
    }
}
