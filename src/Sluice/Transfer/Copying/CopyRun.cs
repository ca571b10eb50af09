using System.Text;
using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Engine.Scheduling;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.FilesFrom;
using Sluice.Transfer.Items;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Preserving;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Copying;

/// <summary>
/// The listing side of a copy: finds the items of each source, counts them, leaves out what is filtered, decides where
/// each goes and offers its transfer to the scheduler, which holds the listing back when it is far ahead.
/// </summary>
internal sealed class CopyRun(CopyRequest request, IReadOnlyList<CopySource> sources, TransferContext run, S3ClientFactory clients)
{
    readonly Lock _making = new();

    // Names that this run has given; where only one source gives them, its own are different.
    readonly HashSet<UInt128>? _given = sources.Count > 1 && CopyDestination.KeepsNames(request.Destination) ? [] : null;
    ObjectTransferFactory? _objects;
    FileTransferFactory? _files;
    StreamTransferFactory? _stream;

    /// <summary>Lists everything; the error that ended the listing early, or null.</summary>
    public Failure? Produce()
    {
        bool isContainer = CopyDestination.IsContainer(request.Destination) || sources.Any(static source => source.IsTree);
        switch (request.Destination)
        {
            case S3Location s3:
                ObjectKey key = isContainer ? CopyDestination.AsPrefix(s3.Key) : s3.Key;
                _objects = new ObjectTransferFactory(run, request, s3 with { Key = key }, clients.For(s3.Profile), isContainer, request.Move ? new MoveSources(sources, s3, clients) : null);
                break;
            case LocalLocation local when !isContainer && SpecialFile.IsWritable(local.Path):
                _stream = new StreamTransferFactory(run, local, () => SpecialFile.OpenWrite(local.Path, run.OpenOutput, run.Token), request.DryRun);
                break;
            case LocalLocation local:
                _files = new FileTransferFactory(run, local, isContainer, request.DryRun, preserve: request.Preserve);
                break;
            default:
                _stream = new StreamTransferFactory(run, request.Destination, run.OpenOutput, request.DryRun);
                break;
        }
        Failure? first = null;
        foreach (CopySource source in sources)
        {
            if (run.Token.IsCancellationRequested)
                break;
            first ??= source switch
            {
                PrefixSource prefix when request.Names is { } names => ProduceNames(prefix, names),
                TreeSource tree when request.Names is { } names => ProduceNames(tree, names),
                PrefixSource prefix => ProducePrefix(prefix),
                ObjectLocationSource one => ProduceObject(one),
                TreeSource tree => ProduceTree(tree),
                FileSource file => ProduceFile(file),
                _ => ProduceStream(),
            };
        }
        return first;
    }

    S3Error? ProducePrefix(PrefixSource source)
    {
        S3Client client = clients.For(source.Location.Profile);
        byte[] own = Encoding.UTF8.GetBytes(source.IsTree && sources.Count > 1 ? source.BaseName + "/" : "");
        using PrefixObjects objects = new(client, source, ListingOrder.SortedWherePossible, run.Token);
        while (objects.TryNext(out ListedObject listed))
        {
            ReadOnlyMemory<byte> name = listed.Key.Memory[source.NameStart..];
            if (own.Length > 0)
                name = new ObjectKey(own).Append(name.Span).Memory;
            bool goOn = listed.Size is { } size && !request.Filter.Needs(size, listed.LastModified)
                ? Offer(new ObjectSource(client, source.Location.Profile, source.Location.Bucket, listed.Key, size, listed.ETag, listed.LastModified) { StorageClass = listed.StorageClass }, name.Span)
                : OfferNamed(client, source.Location with { Key = listed.Key, IsLiteral = true }, name.ToArray());
            if (!goOn)
                return null;
        }
        if (objects.Error is { } error)
            return error;
        if (!objects.Any)
        {
            (string code, string message) = AbsentName.OfPrefix(client, source, run.Token);
            EndNoSource(OutcomeKind.Missing, source.Location, code, message);
        }
        return null;
    }

    Failure? ProduceObject(ObjectLocationSource source)
    {
        S3Location at = source.Location;
        S3Client client = clients.For(at.Profile);
        S3Result<ObjectInfo> head = client.HeadObject(new HeadObjectRequest(at.Bucket, at.Key) { CustomerKey = request.SourceCustomerKey }, run.Token);
        if (!head.TryGet(out ObjectInfo? info, out S3Error? error))
        {
            if (error.Kind == FailureKind.Canceled)
                return null;
            error = AbsentName.OfObject(client, at, error, run.Token);
            ItemFailure failure = ItemFailure.Of(error);
            run.Judge(failure);
            run.Ledger.Listed(0);
            run.Ledger.Ended(failure, at, error.Attempts);
            return failure.EndsRun ?? (error.Kind == FailureKind.Network ? error : null);
        }
        Offer(new ObjectSource(client, at.Profile, at.Bucket, at.Key, info.TotalLength, info.ETag, info.LastModified) { Info = info }, Encoding.UTF8.GetBytes(source.BaseName));
        return null;
    }

    Failure? ProduceTree(TreeSource source)
    {
        string own = source.IsTree && sources.Count > 1 ? source.BaseName + "/" : "";
        bool any = false;
        foreach (LocalEntry entry in LocalTree.Walk(source.Root, request.FollowDirectoryLinks, request.Preserve.HasFlag(Preserve.Symlinks) ? LinkText.Suffix : null, SkipsLinks, run.Own))
        {
            if (source.Pattern is { } pattern && !pattern.IsMatch(entry.Name))
                continue;
            any = true;
            if (!OfferFile(entry, source.Root, own + entry.Name))
                return null;
        }
        if (!any && source.IsGlob)
            EndNoSource(OutcomeKind.Missing, source.Given, "NoMatch", "No file matches.");
        return null;
    }

    Failure? ProduceFile(FileSource source)
    {
        LocalEntry entry = EntryOf(source.Path, source.BaseName, source.Status);
        OfferFile(run.Own.Covers(source.Path) ? entry with { Problem = OwnFiles.NamedProblem } : entry, root: null, source.BaseName);
        return null;
    }

    Failure? ProduceNames(PrefixSource source, NameList list)
    {
        S3Client client = clients.For(source.Location.Profile);
        S3Location root = source.Location with { Key = source.Prefix, IsLiteral = true };
        BucketCheck bucket = new(client, root.Bucket);
        using NameFeed names = new(run, list, root);
        while (names.TryNext(out byte[] name))
        {
            run.Ledger.Listed(0);
            if (!run.Offer(new NamedObject(run, client, root, name, bucket, Add)))
                break;
        }
        return names.Error;
    }

    Failure? ProduceNames(TreeSource source, NameList list)
    {
        NamedFiles files = new(source.Root, request.FollowDirectoryLinks);
        IReadOnlyList<string> own = run.Own.Below(source.Root);
        using NameFeed names = new(run, list, new LocalLocation(source.Root));
        while (names.TryNext(out byte[] bytes))
        {
            string name = Encoding.UTF8.GetString(bytes);
            string path = Path.Join(source.Root, name);
            FileStatus status = FileStatus.Of(path);
            LocalEntry entry = EntryOf(path, name, status);
            if (OwnFiles.Covers(own, name) || run.Own.Has(path, status))
                entry = entry with { Problem = OwnFiles.NamedProblem };
            else if (files.IsBehindLink(name))
                entry = entry with { Problem = NamedFiles.BehindLink };
            if (!OfferFile(entry, source.Root, name))
                break;
        }
        return names.Error;
    }

    LocalEntry EntryOf(string path, string name, FileStatus status) => new(path, name, status.Length, status.Modified, NamedFiles.ProblemAt(path, status.Kind, SkipsLinks) ?? ClaimedSize.Problem(path, status));

    bool SkipsLinks => request is { FollowDirectoryLinks: false } && request.Skips.HasFlag(LocalSkip.Links);

    Failure? ProduceStream()
    {
        run.Ledger.Listed(0);
        if (_objects!.Make(run.OpenInput()) is { } upload)
            run.Offer(upload);
        return null;
    }

    bool Offer(ObjectSource source, ReadOnlySpan<byte> name)
    {
        run.Ledger.Listed(source.KnownSize);
        return Make(source, name) is { } transfer ? run.Offer(transfer) : !run.Token.IsCancellationRequested;
    }

    // A worker asks for what no listing has told.
    bool OfferNamed(S3Client client, S3Location at, byte[] name)
    {
        run.Ledger.Listed(0);
        return run.Offer(new NamedObject(run, client, at, [], new BucketCheck(client, at.Bucket), (found, _) => Add(found, name)));
    }

    // From many workers, which must not wait for room: they are who makes it.
    void Add(ObjectSource source, ReadOnlyMemory<byte> name)
    {
        lock (_making)
        {
            if (Make(source, name.Span) is { } transfer)
                run.Add(transfer);
        }
    }

    WorkItem? Make(ObjectSource source, ReadOnlySpan<byte> name)
    {
        if (!request.Filter.AcceptsAll && !request.Filter.Accepts(Encoding.UTF8.GetString(name), source.Size, source.LastModified))
        {
            run.Ledger.Spared(source.KnownSize);
            run.Ledger.Ended(OutcomeKind.Skipped, source.Location, null, "Filtered", "Left out by a filter.");
            return null;
        }
        if (!MayGive(name))
        {
            run.Ledger.Spared(source.KnownSize);
            run.Ledger.Ended(OutcomeKind.Failed, source.Location, null, "NameClash", GivenBefore);
            return null;
        }
        return _files is not null ? _files.Make(source, name) : _objects is not null ? _objects.Make(source, name) : _stream!.Make(source);
    }

    bool OfferFile(LocalEntry entry, string? root, string name)
    {
        bool goOn = !run.Token.IsCancellationRequested;
        if (entry.Problem is { IsOwn: true })
            return goOn;
        run.Ledger.Listed(entry.Length);
        if (entry.Problem is { Code: "Missing" or "Denied" or "Unreadable" } && (root is null || entry.Name.Length == 0))
            run.MissesSource = true;
        if (!request.Filter.AcceptsAll && !request.Filter.Accepts(entry.Name, entry.Length, entry.Modified))
        {
            run.Ledger.Spared(entry.Length);
            run.Ledger.Ended(OutcomeKind.Skipped, new LocalLocation(entry.Path), _objects!.LocationOf(name), "Filtered", "Left out by a filter.");
            return goOn;
        }
        if (entry.Problem is { } problem)
        {
            ItemFailure failure = ItemFailure.Of(problem, run.Request.Skips);
            run.Ledger.Ended(failure.Kind, new LocalLocation(entry.Path), _objects!.LocationOf(name), failure.Code, failure.Message);
            return goOn;
        }
        if (!MayGive(Encoding.UTF8.GetBytes(name)))
        {
            run.Ledger.Spared(entry.Length);
            run.Ledger.Ended(OutcomeKind.Failed, new LocalLocation(entry.Path), _objects!.LocationOf(name), "NameClash", GivenBefore);
            return goOn;
        }
        return _objects!.Make(entry.Path, root, entry.Length, name, entry.Modified) is { } transfer ? run.Offer(transfer) : goOn;
    }

    const string GivenBefore = "Another source has the same name at the destination: it was left alone. Copy them one at a time.";

    bool MayGive(ReadOnlySpan<byte> name) => _given is null || _given.Add(ItemIdentity.NameOf(name));

    void EndNoSource(OutcomeKind kind, Location source, string code, string message)
    {
        run.MissesSource = true;
        run.Ledger.Listed(0);
        run.Ledger.Ended(kind, source, null, code, message);
    }
}
