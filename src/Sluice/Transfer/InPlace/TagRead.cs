using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.S3;
using Sluice.Transfer.Items;
using Sluice.Trees;

namespace Sluice.Transfer.InPlace;

/// <summary>The tags of one object are read.</summary>
internal sealed class TagRead(TransferContext run, ObjectSource source) : SingleTransfer(run)
{
    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => null;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        if (!Ask(this, source, worker).TryGet(out IReadOnlyList<KeyValuePair<string, string>>? tags, out S3Error? error))
        {
            EndFailed(ItemFailure.From(error));
            return;
        }
        Run.Ledger.Ended(OutcomeKind.Done, 0, Verification.None, (Item: this, tags), static read => new ItemOutcome
        {
            Kind = OutcomeKind.Done,
            Operation = read.Item.Run.Ledger.Operation,
            From = read.Item.From,
            Attempts = read.Item.Attempts,
            Tags = read.tags,
            Status = 200,
        });
        EndPending();
    }

    /// <summary>Asks for the tags of an object. Some stores call it an error that there are none.</summary>
    public static S3Result<IReadOnlyList<KeyValuePair<string, string>>> Ask(ItemTransfer item, ObjectSource source, Worker worker)
    {
        S3Result<IReadOnlyList<KeyValuePair<string, string>>> result = item.Send(worker, source, static (of, token) => of.Client.GetObjectTagging(of.Bucket, of.Key, of.VersionId, token));
        return result.Error is { Code: "NoSuchTagSet" or "NoSuchTagSetError" } ? new S3Result<IReadOnlyList<KeyValuePair<string, string>>>([]) : result;
    }
}
