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
        EndRead(this, new ObjectAttributes { Tags = tags });
        EndPending();
    }

    /// <summary>Tells what was read.</summary>
    public static void EndRead(ItemTransfer item, ObjectAttributes attributes, ObjectInfo? info = null) => item.Run.Ledger.Ended(OutcomeKind.Done, 0, Verification.None, (item, attributes, info), static read => new ItemOutcome
    {
        Kind = OutcomeKind.Done,
        Operation = read.item.Run.Ledger.Operation,
        From = read.item.From,
        Attempts = read.item.Attempts,
        Attributes = read.attributes,
        Info = read.info,
        Status = 200,
    });

    /// <summary>Asks for the tags of an object. Some stores call it an error that there are none.</summary>
    public static S3Result<IReadOnlyList<KeyValuePair<string, string>>> Ask(ItemTransfer item, ObjectSource source, Worker worker)
    {
        S3Result<IReadOnlyList<KeyValuePair<string, string>>> result = item.Send(worker, source, static (of, token) => of.Client.GetObjectTagging(of.Bucket, of.Key, of.VersionId, token));
        return result.Error is { Code: "NoSuchTagSet" or "NoSuchTagSetError" } ? new S3Result<IReadOnlyList<KeyValuePair<string, string>>>([]) : result;
    }
}
