using System.Text;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Wire;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.Local;
using Sluice.Trees.Names;

namespace Sluice.Transfer.Copying;

/// <summary>
/// The listing side of a copy: finds the items of each source, counts them, leaves out what is filtered, decides where
/// each goes and offers its transfer to the engine, which holds the listing back when it is far ahead.
/// </summary>
internal sealed class CopyRun(CopyRequest request, IReadOnlyList<Tree> sources, TransferContext run, TreeContext context)
{
    const string GivenBefore = "Another source has the same name at the destination: it was left alone. Copy them one at a time.";

    readonly Lock _making = new();

    // Names that this run has given; where only one source gives them, its own are different.
    readonly HashSet<UInt128>? _given = sources.Count > 1 && request.Destination.KeepsNames ? [] : null;

    readonly TreeQuery _query = new()
    {
        Order = ListingOrder.SortedWherePossible,
        FollowDirectoryLinks = request.FollowDirectoryLinks,
        SkipLinks = request.Skips.HasFlag(LocalSkip.Links),
        Own = run.Own,
        CustomerKey = request.SourceCustomerKey,
    };

    TransferFactory _transfers = null!;
    Tree _destination = null!;

    /// <summary>Lists everything; why it ended early, or null.</summary>
    public Failure? Produce()
    {
        bool isContainer = request.Destination.IsContainer || sources.Any(static source => source.Shape == TreeShape.Container);
        _destination = request.Destination.OpenPlace(context, isContainer);
        _transfers = TransferFactory.For(run, request, _destination, isContainer, request.Move ? new MoveSources(sources, _destination, context.Clients) : null);
        Failure? first = _transfers.Prepare();
        if (first is not null)
            return first;
        using AheadCount? ahead = request.Names is null && !request.FollowDirectoryLinks ? run.CountAhead(sources) : null;
        foreach (Tree source in sources)
        {
            if (run.Token.IsCancellationRequested)
                break;
            first ??= Produce(source);
        }
        if (request.Move && sources.Any(static source => source is { Objects: null, Files: null }) && run.Drain())
            foreach (Tree source in sources)
                source.RemoveEmptied(run.Token);
        return first;
    }

    Failure? Produce(Tree source)
    {
        byte[] own = source.Shape == TreeShape.Container && sources.Count > 1 ? Encoding.UTF8.GetBytes(source.BaseName + "/") : [];
        byte[] alone = source.Shape == TreeShape.One ? Encoding.UTF8.GetBytes(source.BaseName) : [];
        using TreeListing items = request.Names is { } names
            ? source.Named(new NameFeed(names, run.OpenInput, source, areFiles: false, run.Token), _query, run.Token)
            : source.List(_query, run.Token);
        bool waits = source.Objects is not null && source.Shape != TreeShape.One && request.Names is null && !request.DryRun;
        using ConnectionsAhead? reads = waits ? run.OpenAhead(source.Objects) : null;
        using ConnectionsAhead? writes = waits && _destination.Objects?.Client != source.Objects!.Client ? run.OpenAhead(_destination.Objects) : null;
        bool any = false;
        while (items.TryNext(out TreeEntry entry))
        {
            reads?.Dispose();
            writes?.Dispose();
            any = true;
            if (!Offer(source, entry, source.Shape == TreeShape.One ? alone : own.Length == 0 ? entry.Name : (byte[])[.. own, .. entry.Name.Span]))
                return null;
        }
        if (run.Token.IsCancellationRequested)
            return null;
        if (items.Error is { } error)
            return source.Shape == TreeShape.One ? EndOne(source, error) : error;
        run.MissesSource |= !any && request.Names is not null;
        if (!any && request.Names is null && source.WhyEmpty(run.Token) is { } nothing)
        {
            run.MissesSource = true;
            run.Ledger.Listed(0);
            run.Ledger.Ended(OutcomeKind.Missing, source.Given, null, nothing.Code, nothing.Message);
        }
        return null;
    }

    // What was named alone is an item, whatever a store says of it.
    Failure? EndOne(Tree source, Failure error)
    {
        if (error.Kind == FailureKind.Canceled)
            return null;
        ItemFailure failure = ItemFailure.From(error);
        run.Judge(failure);
        run.Ledger.Listed(0);
        run.Ledger.Ended(failure, source.Given, error.Attempts);
        return failure.EndsRun ?? (error.Kind == FailureKind.Network ? error : null);
    }

    bool Offer(Tree source, in TreeEntry entry, ReadOnlyMemory<byte> name)
    {
        // 1 What this run itself writes is no item.
        if (entry.Problem is { IsOwn: true })
            return !run.Token.IsCancellationRequested;
        // 2 A worker asks for what no listing has told.
        if (source.Objects is { } objects && entry is { Problem: null, Info: null } && (entry.Size is not { } size || request.Filter.Needs(size, entry.Modified)))
        {
            run.Ledger.Listed(0);
            ReadOnlyMemory<byte> own = name[..^entry.Name.Length];
            // A name of a list may be found under a shorter form of it.
            bool goesOn = run.Offer(new NamedObject(run, objects, entry.Name, found => Add(source, found, own.IsEmpty ? found.Name : (byte[])[.. own.Span, .. found.Name.Span])) { IsListed = request.Names is null, VersionId = entry.Object?.Version?.Id });
            // What a worker makes must not wait for what stands in line behind others of its kind.
            return goesOn && (!_transfers.IsOrdered || run.Drain());
        }
        run.Ledger.Listed(entry.Size ?? 0);
        if (source.Files is not null && entry.Problem is { Code: "Missing" or "Denied" or "Unreadable" } && (source.Shape == TreeShape.One || entry.Name.Length == 0))
            run.MissesSource = true;
        // 3 Its transfer. Workers make some too.
        WorkItem? transfer;
        lock (_making)
            transfer = Make(source, entry, name);
        return transfer is not null ? run.Offer(transfer) : !run.Token.IsCancellationRequested;
    }

    // From many workers, which must not wait for room: they are who makes it.
    void Add(Tree source, in TreeEntry entry, ReadOnlyMemory<byte> name)
    {
        lock (_making)
        {
            if (Make(source, entry, name) is { } transfer)
                run.Add(transfer);
        }
    }

    WorkItem? Make(Tree source, in TreeEntry entry, ReadOnlyMemory<byte> name)
    {
        if (!request.Filter.AcceptsAll && request.Filter.LeftOut(entry, FilterName(source, entry, name)) is { } leftOut)
            return End(source, entry, name, leftOut.Kind, leftOut.Code, leftOut.Message, spares: true);
        if (entry.Problem is { } problem)
        {
            ItemFailure failure = ItemFailure.From(problem, run.Request.Skips);
            return End(source, entry, name, failure.Kind, failure.Code, failure.Message, spares: false);
        }
        if (_given is not null && !_given.Add(NameHash.Of(name.Span)))
            return End(source, entry, name, OutcomeKind.Failed, "NameClash", GivenBefore, spares: true);
        WorkItem? made = _transfers.Make(source, entry, name.Span);
        if (made is ItemTransfer { To: { } to } item && run.MayBeOwnCopy(to))
            item.Earlier = new ResumedMove(source, entry, _destination, _destination.Shape == TreeShape.One ? default : name.ToArray());
        return made;
    }

    // Of the one item that was named, the name that it has; else that below its source.
    static string FilterName(Tree source, in TreeEntry entry, ReadOnlyMemory<byte> name) => source.Shape == TreeShape.One ? Encoding.UTF8.GetString(name.Span) : entry.Text;

    WorkItem? End(Tree source, in TreeEntry entry, ReadOnlyMemory<byte> name, OutcomeKind kind, string code, string message, bool spares)
    {
        if (spares)
            run.Ledger.Spared(entry.Size ?? 0);
        run.Ledger.Ended(kind, source.At(entry), _transfers.PlaceOf(name.Span), code, message);
        return null;
    }
}
