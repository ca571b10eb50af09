using Sluice.Engine;
using Sluice.Failures;
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

    /// <summary>Lists everything; why it ended early, or null. Throws <see cref="ArgumentException"/> when two objects would have outputs of one name.</summary>
    public Failure? Produce()
    {
        if (context.Place is { } place && (!place.IsUnique || _request.Sources.Count > 1))
        {
            if (_request.Names is not null)
                throw new ArgumentException("With names from a list --to needs a template that tells any two objects apart: {key}, or {dir}/{name} at its end.");
            if (FindTwins(place) is { } unlisted)
                return unlisted;
        }
        foreach (Location source in _request.Sources)
        {
            if (Produce(source) is { } failure)
                return failure;
        }
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

    // Before the first output is written: all names, 16 bytes each.
    Failure? FindTwins(OutputPlace place)
    {
        HashSet<UInt128> names = [];
        foreach (Location source in _request.Sources)
        {
            Tree tree = source.Open(trees, recursive: true);
            using TreeListing items = tree.List(_query, _run.Token);
            while (items.TryNext(out TreeEntry entry))
            {
                if (entry.Problem is not null || IsDirectory(entry) || !_request.Filter.AcceptsAll && !_request.Filter.Accepts(entry.Text, entry.Size, entry.Modified))
                    continue;
                byte[] name = place.NameOf(new ItemFields(tree, entry));
                if (!names.Add(NameHash.Of(name)))
                    throw new ArgumentException($"Two objects would have the output {place.At(name)}, one of them {tree.At(entry)}; --to needs a template that tells them apart, such as {{dir}}/{{name}}.");
            }
            if (items.Error is { } error)
                return error;
        }
        return null;
    }

    // Objects that stand for directories, as consoles make them.
    static bool IsDirectory(in TreeEntry entry) => entry.Size == 0 && entry.Name.Span.EndsWith("/"u8);

    bool Offer(Tree tree, in TreeEntry entry)
    {
        if (entry.Problem is { IsOwn: true })
            return !_run.Token.IsCancellationRequested;
        // A worker asks for what no listing has told.
        if (entry.Problem is null && entry.Info is null && tree.Objects is { } asked && (_request.Names is not null || _request.Filter.Needs(entry.Size, entry.Modified)))
        {
            _run.Ledger.Listed(0);
            return _run.Offer(new NamedObject(_run, asked, entry.Name, found =>
            {
                if (Make(asked, found) is { } item)
                    _run.Add(item);
            }));
        }
        _run.Ledger.Listed(entry.Size ?? 0);
        return Make(tree, entry) is { } processing ? _run.Offer(processing) : !_run.Token.IsCancellationRequested;
    }

    ObjectProcessing? Make(Tree tree, in TreeEntry entry)
    {
        Location at = tree.At(entry);
        if (entry.Problem is { } problem)
        {
            ItemFailure failure = ItemFailure.From(problem, _run.Request.Skips);
            _run.Ledger.Ended(failure.Kind, at, null, failure.Code, failure.Message);
            return null;
        }
        if (!_request.Filter.AcceptsAll && !_request.Filter.Accepts(entry.Text, entry.Size, entry.Modified))
        {
            _run.Ledger.Spared(entry.Size ?? 0);
            _run.Ledger.Ended(OutcomeKind.Skipped, at, null, "Filtered", "Left out by a filter.");
            return null;
        }
        if (IsDirectory(entry))
        {
            _run.Ledger.Ended(OutcomeKind.Skipped, at, null, "Filtered", "It stands for a directory.");
            return null;
        }
        if (context.Results?.Earlier.Done.Contains(ItemId.From(at, entry)) == true || _request.LeavesOut?.Invoke(at, entry) == true)
        {
            _run.Ledger.Spared(entry.Size ?? 0);
            _run.Ledger.Ended(OutcomeKind.Skipped, at, null, "AlreadyDone", "An earlier run has done it.");
            return null;
        }
        Location? to = context.Place is { } place ? place.At(place.NameOf(new ItemFields(tree, entry))) : null;
        if (to is not null && OutputNames.IsInput(to, tree, trees))
        {
            _run.Ledger.Ended(OutcomeKind.Failed, at, to, "OutputInsideInput", "Its output would be an object of the source, and an input of the next run.");
            return null;
        }
        if (_request.DryRun)
        {
            _run.Ledger.Planned(at, to, entry.Size ?? 0, "Would be processed.");
            return null;
        }
        return new ObjectProcessing(context, tree, entry, Interlocked.Increment(ref _number));
    }
}
