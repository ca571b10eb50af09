using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.Engine.Scheduling;
using Sluice.Failures;
using Sluice.S3.Checksums;
using Sluice.S3.Wire;
using Sluice.Transfer.Attributes;
using Sluice.Transfer.Content;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Sinks;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Transfer;

/// <summary>What all items of one run that moves bytes share.</summary>
/// <param name="options">The settings.</param>
/// <param name="request">What was asked for.</param>
/// <param name="ledger">Counts items.</param>
/// <param name="memory">Cap of all buffers; not disposed here.</param>
/// <param name="cancellationToken">Fired when the caller gives up.</param>
/// <param name="parent">The run that carries this one (see <see cref="SharedRun"/>); null for none.</param>
internal sealed class TransferContext(TransferOptions options, RunRequest request, TransferLedger ledger, MemoryBudget memory, CancellationToken cancellationToken, TransferContext? parent = null)
    : RunContext(memory, cancellationToken, parent)
{
    TemporaryNames? _names;
    FullPaths? _paths;
    long _pumped, _pumpedItems;

    /// <inheritdoc/>
    public override TransferOptions Options => options;

    /// <inheritdoc/>
    public override TransferLedger Ledger => ledger;

    /// <summary>What was asked for.</summary>
    public RunRequest Request => request;

    /// <summary>Who may write to disks; null when everybody may.</summary>
    public WritePermits? Writers { get; } = parent is not null ? parent.Writers : options.IoThreads is { } writers ? new WritePermits(writers) : null;

    /// <summary>Which removed objects are looked at.</summary>
    public InPlace.LookBack Removals { get; } = parent?.Removals ?? new();

    /// <summary>Which written objects are looked at, of those of which the store's answer proves nothing.</summary>
    public InPlace.LookBack Writes { get; } = parent?.Writes ?? new();

    /// <summary>What counts the items ahead of the listing; null for nobody.</summary>
    public AheadCount? Ahead { get; private set; }

    /// <summary>Begins to count items ahead of the listing, where that is wanted and can be done; until it is disposed of.</summary>
    public AheadCount? CountAhead(params IReadOnlyList<Tree> sources) => Ahead = options.CountsAhead && Parent is null ? AheadCount.Begin(sources, ledger, options.Clock, mayList: options.Limits?.Traffic.Requests is null, Token) : null;

    /// <summary>Names of temporary files.</summary>
    public TemporaryNames Names
    {
        get => _names ??= Journal?.Names ?? new TemporaryNames();
        init => _names = value;
    }

    /// <summary>What makes the run resumable; null when it is not.</summary>
    public RunJournal? Journal { get; init; }

    /// <summary>The form in which paths of this machine are compared with those of other runs.</summary>
    public FullPaths Paths => _paths ??= Journal?.Paths ?? parent?.Paths ?? new FullPaths();

    /// <summary>Is told of multipart uploads; null for nobody.</summary>
    public UploadLog? Uploads { get; init; }

    /// <summary>What is done of a copy that several programs make together; null where objects are copied whole.</summary>
    public SplitStep? Split { get; init; }

    /// <summary>What this process itself writes meanwhile, which is never an item.</summary>
    public OwnFiles Own { get; init; } = OwnFiles.None;

    /// <summary>Space on the disks that are written to.</summary>
    public DiskSpace Space { get; init; } = new();

    /// <summary>What destinations have refused of what copies take along.</summary>
    public AttributeRefusals Refusals { get; } = parent?.Refusals ?? new AttributeRefusals();

    /// <summary>Items of many parts that are under way.</summary>
    public LargeTransfers Large { get; } = parent?.Large ?? new LargeTransfers();

    /// <summary>Contents that are read to be compared.</summary>
    public ContentReadings Readings { get; } = parent?.Readings ?? new ContentReadings();

    /// <summary>Where bodies whose checksum is an MD5 meet.</summary>
    public MultiBufferMd5 MultiBufferMd5 { get; } = parent?.MultiBufferMd5 ?? new MultiBufferMd5();

    /// <summary>Standard input.</summary>
    public Func<Stream> OpenInput { get; init; } = StandardStream.Input;

    /// <summary>Standard output.</summary>
    public Func<Stream> OpenOutput { get; init; } = StandardStream.Output;

    /// <summary>Checksum of uploads; a whole object's, unless SHA or MD5 was asked for.</summary>
    public ChecksumAlgorithm Checksum => options.Checksum;

    /// <summary>What a dry run says of an item.</summary>
    public string Planned => request.RemovesSources ? "Would be moved." : "Would be copied.";

    /// <summary>True when the journal is to know items that are done.</summary>
    public bool RemembersDone => request.LeavesOutDone && Journal is not null;

    /// <summary>True when the journal is to know the names that are given: a move that replaces nothing must know its own copies again.</summary>
    public bool RemembersNames => request is { RemovesSources: true, KeepsExisting: true } && Journal is not null;

    /// <summary>True when what has this name may be the copy that an earlier run of this move made and whose source it did not come to remove.</summary>
    public bool MayBeOwnCopy(Location to) => RemembersNames && Journal!.WasNaming(ItemIdentity.NameOf(Paths, to));

    /// <summary>True when something did not arrive that a later run may get done, because its trouble may pass.</summary>
    public bool MayGoOn { get; private set; }

    /// <summary>True when a source as a whole is not there, as on a disk that is not mounted, or a list of names is empty: that says nothing of the items that were there before.</summary>
    public bool MissesSource { get; set; }

    /// <summary>A run that this one carries: it shares workers, memory, connections, names and what was learned, and has a ledger and an end of its own.</summary>
    public TransferContext Carry(RunRequest carried, TransferOptions settings, CancellationToken token, UploadLog? uploads = null, SplitStep? split = null) =>
        new(settings, carried, new TransferLedger(carried.Operation, carried.OnOutcome, ledger), Memory, token, this)
        {
            Names = Names,
            Uploads = uploads ?? Uploads,
            Split = split ?? Split,
            Space = Space,
            Own = Own.With(carried.OwnPaths),
        };

    /// <summary>Opens connections to the store of a tree while a listing is waited for, until it is disposed of; null where there is no store, and for one of many runs that share them: what each opened would lie idle, thousands of them.</summary>
    public ConnectionsAhead? OpenAhead(S3Tree? tree) => Parent is not null ? null :
        tree?.Client.OpenAhead(tree.Place.Bucket, Math.Min(OpenFiles.MostRequests, Limits?.Concurrency ?? options.Concurrency ?? options.MaxConnections ?? ConnectionsAhead.Most), Token);

    /// <summary>An item ends, left out: something has its name, and is to stay.</summary>
    public void EndExisting(Location from, Location to, long bytes)
    {
        Ledger.Spared(bytes);
        Ledger.CountExisting();
        Ledger.Ended(OutcomeKind.Skipped, from, to, WriteCondition.Existing.Code, WriteCondition.Existing.Message);
    }

    /// <summary>True for a download that an earlier run has done, when such are left out.</summary>
    /// <param name="item">The item; null is never done.</param>
    /// <param name="path">The file that it became, which must still have this size, and the times that it had.</param>
    /// <param name="size">Bytes of the file.</param>
    public bool HasDone(UInt128? item, string path, long size)
    {
        if (item is not { } known || Journal!.DoneItems.IsEmpty)
            return false;
        FileStatus file = FileStatus.FromLink(path);
        return file.Kind is FileKind.File or FileKind.Link && file.Length == size && !Journal.DoneOf(known, file).IsEmpty;
    }

    /// <summary>Ends an item that an earlier run has done.</summary>
    public void EndDoneBefore(Location from, Location? to, long size)
    {
        ledger.Spared(size);
        ledger.CountEarlier(size);
        ledger.Ended(OutcomeKind.Skipped, from, to, "AlreadyDone", "An earlier run of this command has done it.");
    }

    /// <summary>Notes why an item did not arrive. A full disk is made room on: what is done already need not be done again then.</summary>
    public void Judge(ItemFailure failure)
    {
        if (failure.MayPass || failure.Code == "DiskFull")
            MayGoOn = true;
    }

    /// <summary>What ends the run because of an item's failure; null when other items may fare better. A class that was given for all of them is refused for all of them.</summary>
    public Failure? EndOf(ItemFailure failure) => failure.EndsRun is { } end ? end
        : failure.Code != ItemFailure.NoSuchClass || request.StorageClass is not { } given ? null
        : new Failure(FailureKind.BadRequest, RetryClass.Never, $"The store refuses the storage class {DisplayText.Of(given)}, which all objects were to get.") { Code = failure.Code, RequestId = failure.RequestId };

    /// <summary>What was moved without requests to a store, by which the controller sees what more at once brings.</summary>
    public RequestTotals Pumped
    {
        get
        {
            long items = Volatile.Read(ref _pumpedItems);
            return new RequestTotals(Volatile.Read(ref _pumped), items, items, 0, 0, 0, 0, default);
        }
    }

    /// <summary>Counts bytes that were moved without a request to a store.</summary>
    public void CountPumped(long bytes)
    {
        CountMoved(bytes);
        for (TransferContext? run = this; run is not null; run = run.Parent as TransferContext)
            Interlocked.Add(ref run._pumped, bytes);
    }

    /// <summary>Counts an item that was moved without requests to a store.</summary>
    public void CountPumpedItem()
    {
        for (TransferContext? run = this; run is not null; run = run.Parent as TransferContext)
            Interlocked.Increment(ref run._pumpedItems);
    }

    /// <summary>Writes bytes at their place, once this thread may. Throws as the sink does, and <see cref="OperationCanceledException"/>.</summary>
    public void Write(DownloadSink sink, long offset, ReadOnlySpan<byte> bytes)
    {
        if (Writers is null)
        {
            sink.Write(offset, bytes);
            return;
        }
        using (Writers.Take(Token))
            sink.Write(offset, bytes);
    }
}
