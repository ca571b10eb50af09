using Sluice.Engine;
using Sluice.Failures;
using Sluice.Processing.Batches;
using Sluice.Processing.Outputs;
using Sluice.Transfer;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.Names;
using Sluice.Trees.S3;

namespace Sluice.Processing;

/// <summary>The listing side: finds the objects of each source, leaves out what is filtered or done, and offers the others.</summary>
internal sealed class ProcessRun(ProcessContext context, TreeContext trees)
{
    readonly ProcessRequest _request = context.Request;
    readonly TransferContext _run = context.Run;

    readonly TreeQuery _query = new()
    {
        Order = context.Request.KeepOrder ? ListingOrder.Sorted : context.Request.DryRun ? ListingOrder.SortedWherePossible : ListingOrder.Any,
        Own = context.Run.Own,
    };

    long _number = -1;

    // Guarded by _batch: objects that no program was given yet.
    readonly List<BatchMember> _batch = [];
    long _batchBytes;
    // Of several sources, which may overlap: objects that one of them had already, 16 bytes each. Locked: workers add to it too.
    readonly HashSet<UInt128>? _taken = context.Request.Sources.Count > 1 ? [] : null;

    /// <summary>Lists everything; why it ended early, or null. Throws <see cref="ArgumentException"/> when two objects would have outputs of one name.</summary>
    public Failure? Produce()
    {
        if (context.Place is { } place && (!place.IsUnique || _request.Sources.Count > 1))
        {
            if (_request.Names is not null)
                throw new ArgumentException("With names from a list --to needs a template that tells any two objects apart: {key}, or {dir}/{name} at its end.");
            if (new OutputTwins(_request, place, trees).Find(_query, _run.Token) is { } unlisted)
                return unlisted;
        }
        foreach (Location source in _request.Sources)
        {
            if (Produce(source) is { } failure)
                return failure;
        }
        CloseBatch();
        return context.IsHalted ? context.Halted : null;
    }

    Failure? Produce(Location source)
    {
        Tree tree = source.Open(trees, recursive: true);
        bool any = false;
        Failure? failure = Produce(tree, ref any);
        if (any || failure is not null || _run.Token.IsCancellationRequested || _request.Names is not null)
            return failure;
        // What is no prefix may be one object.
        if (tree.Shape == TreeShape.Container && !source.IsContainer)
        {
            Tree one = source.Open(trees, recursive: false);
            failure = Produce(one, ref any);
            if (any || failure is { Kind: not FailureKind.NotFound })
                return failure;
        }
        if (tree.WhyEmpty(_run.Token) is { } nothing)
        {
            _run.Ledger.Listed(0);
            _run.Ledger.Ended(OutcomeKind.Missing, tree.Given, null, nothing.Code, nothing.Message);
        }
        return null;
    }

    Failure? Produce(Tree tree, ref bool any)
    {
        using TreeListing items = _request.Names is { } names
            ? tree.Named(new NameFeed(names, _run.OpenInput, tree, areFiles: false, _run.Token), _query, _run.Token)
            : tree.List(_query, _run.Token);
        while (items.TryNext(out TreeEntry entry))
        {
            any = true;
            if (!Offer(tree, entry) || context.IsHalted)
                return null;
        }
        return _run.Token.IsCancellationRequested ? null : items.Error;
    }

    // What is compressed has no lines to be cut at: it is given whole, as it is without --split.
    static bool SaysCompressed(in TreeEntry entry)
    {
        ReadOnlySpan<byte> name = entry.Name.Span;
        return name.EndsWith(".gz"u8) || name.EndsWith(".zst"u8) || name.EndsWith(".bz2"u8) || name.EndsWith(".xz"u8);
    }

    bool Offer(Tree tree, in TreeEntry entry)
    {
        if (entry.Problem is { IsOwn: true })
            return !_run.Token.IsCancellationRequested;
        // A worker asks for what no listing has told.
        if (entry.Problem is null && entry.Info is null && tree.Objects is { } asked && (_request.Names is not null || (_request.BlockSize is not null || _request.Batch is not null) && entry.Size is null || _request.Filter.Needs(entry.Size, entry.Modified)))
        {
            _run.Ledger.Listed(0);
            return _run.Offer(new NamedObject(_run, asked, entry.Name, found => Take(asked, found, item =>
            {
                _run.Add(item);
                return true;
            }))
            { VersionId = entry.NamedVersion });
        }
        _run.Ledger.Listed(entry.Size ?? 0);
        return Take(tree, entry, _run.Offer);
    }

    // False when nothing further is wanted.
    bool Take(Tree tree, in TreeEntry entry, Func<ItemTransfer, bool> offer)
    {
        if (IsLeftOut(tree, entry))
            return !_run.Token.IsCancellationRequested;
        if (_request.BlockSize is not { } length || entry.Size is not { } size || size <= length || SaysCompressed(entry))
            return Take(tree, entry, null, null, offer);
        int count = LineBlock.CountOf(size, length);
        SplitObject split = new(tree.Objects is { } objects ? ObjectSource.From(objects, entry) : null, count);
        for (int number = 0; number < count; number++)
        {
            // Each is an item of its own; the bytes of all were listed with the object.
            if (number > 0)
                _run.Ledger.Listed(0);
            if (!Take(tree, entry, split, LineBlock.Create(number, size, length), offer) || context.IsHalted)
                return false;
        }
        return true;
    }

    bool IsLeftOut(Tree tree, in TreeEntry entry)
    {
        Location at = tree.At(entry);
        if (!_request.Filter.AcceptsAll && _request.Filter.LeftOut(entry, entry.Text) is { } leftOut)
        {
            _run.Ledger.Spared(entry.Size ?? 0);
            _run.Ledger.Ended(leftOut.Kind, at, null, leftOut.Code, leftOut.Message);
            return true;
        }
        if (entry.Problem is { } problem)
        {
            ItemFailure failure = ItemFailure.From(problem, _run.Request.Skips);
            _run.Ledger.Ended(failure.Kind, at, null, failure.Code, failure.Message);
            return true;
        }
        if (OutputTwins.IsTwice(tree, entry, _taken))
        {
            _run.Ledger.Spared(entry.Size ?? 0);
            _run.Ledger.Ended(OutcomeKind.Skipped, at, null, "Twice", "Another source has it too; it is processed once.");
            return true;
        }
        if (!OutputTwins.IsDirectory(entry))
            return false;
        _run.Ledger.Ended(OutcomeKind.Skipped, at, null, "Filtered", "It stands for a directory.");
        return true;
    }

    bool IsDone(Tree tree, in TreeEntry entry, LineBlock? block) => _request.LeavesOut?.Invoke(tree, entry) == true
        || (context.Reduction is { } reduction ? reduction.Resumes && reduction.HasDone(ItemId.From(tree, entry, block)) : context.Earlier?.Done.Contains(ItemId.From(tree, entry, block)) == true);

    // An object, or a block of it.
    bool Take(Tree tree, in TreeEntry entry, SplitObject? split, LineBlock? block, Func<ItemTransfer, bool> offer)
    {
        Location at = tree.At(entry);
        long bytes = block?.Length ?? entry.Size ?? 0;
        Location? to = context.Place is { } place ? place.At(place.NameOf(new ItemFields(tree, entry, block))) : null;
        if (IsDone(tree, entry, block))
        {
            split?.LeaveOut();
            _run.Ledger.Spared(bytes);
            _run.Ledger.CountEarlier(bytes);
            _run.Ledger.Ended(OutcomeKind.Skipped, at, null, "AlreadyDone", "An earlier run has done it.");
        }
        else if (to is not null && OutputNames.IsInput(to, tree, trees))
            _run.Ledger.Ended(OutcomeKind.Failed, at, to, "OutputInsideInput", "Its output would be an object of the source, and an input of the next run.");
        else if (_request.DryRun)
            _run.Ledger.Planned(at, to, bytes, "Would be processed.");
        else if (_request.Batch is { } batch && entry.Size is { } size && size <= ObjectBatch.MostBytes(_run.Memory))
            return TakeInBatch(batch, new BatchMember(tree, entry), offer);
        else
            return offer(new ObjectProcessing(context, tree, entry, Interlocked.Increment(ref _number), split, block));
        return !_run.Token.IsCancellationRequested;
    }

    bool TakeInBatch(ProcessBatch batch, BatchMember member, Func<ItemTransfer, bool> offer)
    {
        ObjectBatch? before = null, full = null;
        lock (_batch)
        {
            if (_batchBytes + member.Length > ObjectBatch.MostBytes(_run.Memory))
                before = CloseBatchLocked();
            _batch.Add(member);
            _batchBytes += member.Length;
            if (batch.IsFull(_batch.Count, _batchBytes))
                full = CloseBatchLocked();
        }
        return (before is null || offer(before)) && (full is null || offer(full)) && !_run.Token.IsCancellationRequested;
    }

    // Names are looked up by workers: the last batch is whole when all of them were.
    void CloseBatch()
    {
        if (_request.Batch is null || _request.Names is not null && !_run.Drain())
            return;
        ObjectBatch? last;
        lock (_batch)
            last = CloseBatchLocked();
        if (last is not null)
            _run.Offer(last);
    }

    ObjectBatch? CloseBatchLocked()
    {
        if (_batch.Count == 0)
            return null;
        ObjectBatch full = new(context, [.. _batch], Interlocked.Increment(ref _number));
        _batch.Clear();
        _batchBytes = 0;
        return full;
    }
}
