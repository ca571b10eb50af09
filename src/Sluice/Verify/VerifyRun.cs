using Sluice.Engine;
using Sluice.Engine.Scheduling;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Content;
using Sluice.Transfer.Uploads;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Verify;

/// <summary>
/// The listing side of a verification: joins the two sides, decides at once what sizes and absences decide, and offers
/// the rest to the scheduler, which holds the listing back when it is far ahead.
/// </summary>
internal sealed class VerifyRun(VerifyRequest request, TransferContext run, S3ClientFactory clients, ChecksumCache? cache)
{
    readonly VerifyLedger _findings = new(run.Ledger, request.OnEntry);
    VerifySide _a = null!;
    VerifySide _b = null!;
    ContentComparison? _comparison;

    // The last directory of each side that could not be listed: what the other side has below it cannot be compared.
    ReadOnlyMemory<byte>? _closedInA;
    ReadOnlyMemory<byte>? _closedInB;
    readonly LeftOutBranches _leftOutOfA = new();
    readonly LeftOutBranches _leftOutOfB = new();

    /// <summary>Compares everything; the error that ended the listing early, or null.</summary>
    public Failure? Produce()
    {
        TreeQuery query = new()
        {
            PagesAhead = MergeJoin.PagesAhead,
            FollowDirectoryLinks = request.FollowDirectoryLinks,
            SkipLinks = request.Skips.HasFlag(LocalSkip.Links),
            Own = run.Own,
            CustomerKey = request.CustomerKey,
        };
        if (VerifySides.Resolve(request, new TreeContext(clients) { KeepLinks = request.KeepLinks }, query, run.Token, out _a, out _b) is { } absent)
            return run.Token.IsCancellationRequested ? null : absent;
        bool isPart = _a.Tree.Part is not null;
        using TreeListing a = isPart ? _a.ListPart(run.Token) : _a.List(run.Token), b = isPart ? _b.ListFor(_a, run.Token) : _b.List(run.Token);
        _comparison = new ContentComparison(run, _a.Tree, _b.Tree, cache) { OnRead = run.CountMoved, ReadsAll = request.ReadAll, SizeOnly = request.SizeOnly, MayGrow = request.AppendOk };
        MergeJoin join = new(a, b);
        bool any = false;
        while (join.TryNext(out TreeEntry? onA, out TreeEntry? onB))
        {
            any = true;
            // Nobody asked for it.
            if (onA is null && request.OneWay)
                continue;
            if (run.Token.IsCancellationRequested || !Take(onA, onB))
                return null;
        }
        if (run.Token.IsCancellationRequested || join.Error is { Kind: FailureKind.Canceled })
            return null;
        return join.Error ?? (any || isPart ? null : _a.Nothing ?? _b.Nothing);
    }

    /// <summary>The report of a run that has ended.</summary>
    public VerifyReport Report(TransferReport report)
    {
        (long listed, VerifyCounts counts) = _findings.Totals();
        return new VerifyReport(listed, counts, report) { FilesRead = _comparison?.FilesRead ?? 0, BytesRead = _comparison?.BytesRead ?? 0 };
    }

    // False when the run was stopped.
    bool Take(TreeEntry? onA, TreeEntry? onB)
    {
        if (onA?.Problem is { IsOwn: true } || onB?.Problem is { IsOwn: true })
            return TakeOwn(onA, onB);
        if (!request.Filter.AcceptsAll && LeftOut(onA) is { } a && LeftOut(onB) is { } b)
        {
            ItemFailure leftOut = a.Kind == OutcomeKind.Failed ? a : b;
            if (leftOut.Kind == OutcomeKind.Failed)
                return End(Listed(onA, onB) with { Kind = VerifyEntryKind.Unreadable, ErrorCode = leftOut.Code, Message = leftOut.Message });
            // Each item of a part has an outcome.
            return _a.Tree.Part is null || End(Listed(onA, onB) with { Kind = VerifyEntryKind.Skipped, ErrorCode = leftOut.Code, Message = leftOut.Message });
        }
        VerifyEntry finding = Listed(onA, onB);
        if (onA?.Problem is { } problemA)
            return Refuse(finding, problemA, ref _closedInA, _leftOutOfA);
        if (onB?.Problem is { } problemB)
            return Refuse(finding, problemB, ref _closedInB, _leftOutOfB);
        if (onA is { } left && onB is { } right)
            return Compare(finding, left, right);
        return onA is { } onlyA ? Alone(finding, onlyA, _b, _closedInB, _leftOutOfB, VerifyEntryKind.OnlyInA) : Alone(finding, onB!.Value, _a, _closedInA, _leftOutOfA, VerifyEntryKind.OnlyInB);
    }

    VerifyEntry Listed(TreeEntry? onA, TreeEntry? onB)
    {
        _findings.Listed();
        return new VerifyEntry(VerifyEntryKind.Identical, (onA ?? onB)!.Value.Name)
        {
            InA = onA is { } inA ? _a.Tree.At(inA) : null,
            InB = onB is { } inB ? _b.Tree.At(inB) : null,
            SizeInA = onA?.Size,
            SizeInB = onB?.Size,
        };
    }

    // What this run itself writes is no item; what the other side has of that name cannot be compared with it.
    bool TakeOwn(TreeEntry? onA, TreeEntry? onB)
    {
        (onA?.Problem is { IsOwn: true } ? _leftOutOfA : _leftOutOfB).Add((onA ?? onB)!.Value.Name.Span);
        return onA is null || onB is null || End(Listed(onA, onB) with { Kind = VerifyEntryKind.Skipped, ErrorCode = OwnFiles.Code, Message = OwnFiles.Problem.Message });
    }

    ItemFailure? LeftOut(TreeEntry? item) => item is { } there ? request.Filter.LeftOut(there, there.Text) : ItemFilter.Filtered;

    bool Refuse(VerifyEntry finding, LocalProblem problem, ref ReadOnlyMemory<byte>? closed, LeftOutBranches leftOut)
    {
        if (problem.IsSkipped(request.Skips))
        {
            leftOut.Add(finding.Name.Span);
            return End(finding with { Kind = VerifyEntryKind.Skipped, ErrorCode = problem.Code, Message = problem.Told(request.Skips) });
        }
        bool isDirectory = finding.Name.IsEmpty || finding.Name.Span[^1] == '/';
        if (isDirectory && !problem.IsLeftOut)
            closed = finding.Name;
        return End(finding with { Kind = problem.IsLeftOut ? VerifyEntryKind.Skipped : VerifyEntryKind.Unreadable, ErrorCode = problem.Code, Message = problem.Told(request.Skips) });
    }

    bool Compare(VerifyEntry finding, TreeEntry onA, TreeEntry onB)
    {
        bool known = onA.Size is not null && onB.Size is not null && !_comparison!.HasGrown(onA, onB) && !_comparison.HasGrown(onB, onA);
        if (known && (onA.Size != onB.Size || onA.Size == 0 || request.SizeOnly))
            return End(finding with { Kind = onA.Size == onB.Size ? VerifyEntryKind.Identical : VerifyEntryKind.Different, Evidence = ContentEvidence.Size });
        return run.Offer(new CompareTransfer(run, _comparison!, _findings, finding, onA, onB, request.MayReadObjects));
    }

    bool Alone(VerifyEntry finding, TreeEntry item, VerifySide other, ReadOnlyMemory<byte>? closed, LeftOutBranches leftOut, VerifyEntryKind kind)
    {
        // Nor is what a copy leaves out for this reason a difference.
        if (item.Path is { } path && request.Skips.HasFlag(LocalSkip.Unreadable) && ItemFailure.From(SourceFile.Problem(path)) is { IsUnreadable: true } unreadable)
            return End(finding with { Kind = VerifyEntryKind.Skipped, ErrorCode = unreadable.Code, Message = unreadable.OrSkipped(request.Skips).Message });
        if (leftOut.Covers(item.Name.Span))
            return End(finding with { Kind = VerifyEntryKind.Skipped, ErrorCode = "LeftOut", Message = "The other side's directory was left out." });
        if (closed is { } directory && item.Name.Span.StartsWith(directory.Span))
            return End(finding with { Kind = VerifyEntryKind.Unreadable, ErrorCode = "Unreadable", Message = "The other side's directory could not be listed." });
        // The object that stands for a directory has no file of its own.
        bool isMarker = item.Size == 0 && (item.Name.IsEmpty || item.Name.Span[^1] == '/');
        return End(isMarker && other.Tree.HasDirectory(item.Name.Span)
            ? finding with { Kind = VerifyEntryKind.Identical, Evidence = ContentEvidence.Size }
            : finding with { Kind = kind });
    }

    bool End(VerifyEntry finding)
    {
        _findings.Ended(finding);
        return true;
    }
}
