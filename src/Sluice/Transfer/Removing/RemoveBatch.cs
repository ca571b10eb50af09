using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Items;
using Sluice.Transfer.Planning;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Removing;

/// <summary>Up to 1,000 objects, or versions of them, that go in one DeleteObjects request; each has an outcome of its own.</summary>
/// <param name="run">The run.</param>
/// <param name="client">The store.</param>
/// <param name="at">Where they are.</param>
/// <param name="objects">What goes.</param>
/// <param name="check">Looks at the end whether they are gone; null where each is looked at here, of many some.</param>
internal sealed class RemoveBatch(TransferContext run, S3Client client, S3Location at, IReadOnlyList<ObjectIdentifier> objects, RemovalCheck? check = null) : SingleTransfer(run)
{
    /// <summary>How many objects are worth a batch where each takes a request of its own: with a thousand one worker would be busy while the others have nothing to do.</summary>
    public const int OneByOne = 20;

    /// <summary>How many objects are worth a batch.</summary>
    public static int SizeFor(S3Client client) => client.DeletesOneByOne ? OneByOne : S3Limits.MaxDeleteKeys;

    /// <summary>Without a check: some are looked at. False for a measurement of removals alone.</summary>
    public bool LooksBack { get; init; } = true;

    /// <inheritdoc/>
    public override Location From => at;

    /// <inheritdoc/>
    public override Location? To => null;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        DeleteObjectsRequest request = new(at.Bucket, objects);
        if (Send(worker, request, client.DeleteObjects).TryGet(out DeleteObjectsResult? result, out S3Error? error))
            Record(result);
        else if (!Run.Token.IsCancellationRequested)
            FailAll(error);
        else
            EndPending();
    }

    void Record(DeleteObjectsResult result)
    {
        Dictionary<ObjectIdentifier, S3Error> failed = [];
        foreach ((ObjectIdentifier named, S3Error error) in result.Failed)
            failed[named] = error;
        Run.Ledger.CountHidden(result.Hidden);
        Run.Ledger.CountNullMarkers(result.NullMarkers);
        foreach (ObjectIdentifier named in objects)
            Record(named, failed.GetValueOrDefault(named));
        EndPending();
    }

    void FailAll(S3Error error)
    {
        if (ItemFailure.From(error) is { EndsRun: { } end } failure)
        {
            // Told once: no other batch gets past it either.
            if (Run.End(end))
                End(objects[0], failure, Attempts);
        }
        else
            foreach (ObjectIdentifier named in objects)
                Record(named, error);
        EndPending();
    }

    void Record(ObjectIdentifier named, S3Error? error)
    {
        int attempts = Attempts;
        if (error is not null)
            End(named, ItemFailure.From(error), attempts);
        else if (check is null)
            End(named, LooksBack && Run.Removals.Next() && RemovalLook.IsThere(client, at.Bucket, named, customerKey: null, isIt: null, this, Run.Token) ? RemovalLook.StillThere : null, Attempts);
        else if (!check.TryWait(named, isThere => End(named, isThere ? RemovalLook.StillThere : null, attempts)))
            End(named, null, attempts);
    }

    void End(ObjectIdentifier named, ItemFailure? failure, int attempts) =>
        Run.Ledger.Ended(failure?.Kind ?? OutcomeKind.Done, 0, Verification.None, (Item: this, named, failure, attempts), static ended => new ItemOutcome
        {
            Kind = ended.failure?.Kind ?? OutcomeKind.Done,
            Operation = ended.Item.Run.Ledger.Operation,
            From = ended.Item.At with { Key = ended.named.Key, VersionId = ended.named.VersionId, IsLiteral = true },
            VersionId = ended.named.VersionId,
            Attempts = ended.attempts,
            Status = ended.failure is null ? 200 : ended.failure.Status,
            ErrorCode = ended.failure?.Code ?? "",
            Message = ended.failure?.Message ?? "",
            RequestId = ended.failure?.RequestId,
        });

    S3Location At => at;
}
