using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Transfer;
using Sluice.Transfer.Content;
using Sluice.Transfer.Items;
using Sluice.Trees;

namespace Sluice.Verify;

/// <summary>One name that both sides have in the same size: its contents are compared by a worker.</summary>
internal sealed class CompareTransfer(TransferContext run, ContentComparison comparison, VerifyLedger findings, VerifyEntry both, TreeEntry onA, TreeEntry onB, bool mayReadObjects)
    : SingleTransfer(run)
{
    /// <inheritdoc/>
    public override Location From => both.InA!;

    /// <inheritdoc/>
    public override Location? To => both.InB;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        ContentVerdict verdict = comparison.Compare(this, onA, onB, worker, mayReadObjects);
        if (verdict.Failure is { } failure)
        {
            End(failure.OrSkipped(Run.Request.Skips));
            return;
        }
        findings.Ended(both with
        {
            Kind = verdict.Answer switch { ContentAnswer.Same => VerifyEntryKind.Identical, ContentAnswer.Different => VerifyEntryKind.Different, _ => VerifyEntryKind.Unchecked },
            Evidence = verdict.Evidence,
            Checksum = verdict.Checksum,
            Message = verdict.Answer == ContentAnswer.Unknown ? "The sides have no checksum in common, and reading was not allowed." : "",
        });
        EndPending();
    }

    /// <inheritdoc/>
    internal override void Break(Exception defect)
    {
        if (!HasEnded)
            End(ItemFailure.Defect(defect));
    }

    void End(ItemFailure failure)
    {
        // What the user has stopped has not failed: it is pending. So is what fails for the same reason as the one that tells it.
        if (!Run.Token.IsCancellationRequested && (failure.EndsRun is not { } error || Run.End(error)))
            findings.Ended(both with { Kind = failure.Kind == OutcomeKind.Skipped ? VerifyEntryKind.Skipped : VerifyEntryKind.Unreadable, ErrorCode = failure.Code, Message = failure.Message });
        EndPending();
    }
}
