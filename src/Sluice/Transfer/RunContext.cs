using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Engine.Memory;
using Sluice.Engine.Scheduling;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Attributes;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Sinks;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer;

/// <summary>What all items of one run share.</summary>
internal sealed class RunContext(EngineOptions options, Ledger ledger, MemoryBudget memory, CancellationToken cancellationToken)
{
    // Milliseconds between two looks at whether the run was stopped, which wakes nobody who waits for items.
    const int StopCheck = 100;

    readonly Gate _items = new();
    long _moved;
    int _underWay;
    TemporaryNames? _names;
    S3Error? _endedBy;

    /// <summary>The settings.</summary>
    public EngineOptions Options { get; } = options;

    /// <summary>Counts items.</summary>
    public Ledger Ledger { get; } = ledger;

    /// <summary>Cap of all buffers.</summary>
    public MemoryBudget Memory { get; } = memory;

    /// <summary>Bytes received, hashed and written at a time.</summary>
    public int ChunkSize { get; } = options.ChunkSize ?? EngineOptions.DefaultChunkSize;

    /// <summary>What may be changed while the run goes on; null when nothing can.</summary>
    public RunLimits? Limits => Parent is null ? Options.Limits : Parent.Limits;

    /// <summary>Time during which the limits held requests back.</summary>
    public TimeSpan Paced => Limits?.Traffic.Paced ?? default;

    /// <summary>Who may write to disks; null when everybody may.</summary>
    public WritePermits? Writers { get; init; }

    /// <summary>Speed of the parts so far, to find those that hang.</summary>
    public RequestSpeeds Speeds { get; init; } = new();

    /// <summary>Names of temporary files.</summary>
    public TemporaryNames Names
    {
        get => _names ??= Journal?.Names ?? new TemporaryNames();
        init => _names = value;
    }

    /// <summary>What makes the run resumable; null when it is not.</summary>
    public RunJournal? Journal { get; init; }

    /// <summary>Items that an earlier run has done are left out.</summary>
    public bool LeavesOutDone { get; init; }

    /// <summary>What this process itself writes meanwhile, which is never an item.</summary>
    public OwnFiles Own { get; init; } = OwnFiles.None;

    /// <summary>Space on the disks that are written to.</summary>
    public DiskSpace Space { get; init; } = new();

    /// <summary>The run that carries this one (see <see cref="SharedRun"/>); null for none.</summary>
    public RunContext? Parent { get; init; }

    /// <summary>Fired when the caller gave up, or when nothing more can succeed.</summary>
    public CancellationToken Token { get; } = cancellationToken;

    /// <summary>True when the journal is to know items that are done.</summary>
    public bool RemembersDone => LeavesOutDone && Journal is not null;

    /// <summary>True for a download that an earlier run has done, when such are left out.</summary>
    /// <param name="item">The item; null is never done.</param>
    /// <param name="path">The file that it became, which must still have this size, and the times that it had.</param>
    /// <param name="size">Bytes of the file.</param>
    public bool HasDone(UInt128? item, string path, long size)
    {
        if (item is not { } known || Journal!.DoneItems.IsEmpty)
            return false;
        FileStatus file = FileStatus.OfLink(path);
        return file.Kind is FileKind.File or FileKind.Link && file.Length == size && !Journal.DoneOf(known, file).IsEmpty;
    }

    /// <summary>Ends an item that an earlier run has done.</summary>
    public void EndDoneBefore(Location from, Location to, long size)
    {
        Ledger.Spared(size);
        Ledger.Ended(OutcomeKind.Skipped, from, to, "AlreadyDone", "An earlier run of this command has done it.");
    }

    /// <summary>True when something did not arrive that a later run may get done, because its trouble may pass.</summary>
    public bool MayGoOn { get; private set; }

    /// <summary>True when a source as a whole is not there, as on a disk that is not mounted: that says nothing of the items below it.</summary>
    public bool MissesSource { get; set; }

    /// <summary>Notes why an item did not arrive. A full disk is made room on: what is done already need not be done again then.</summary>
    public void Judge(ItemFailure failure)
    {
        if (failure.MayPass || failure.Code == "DiskFull")
            MayGoOn = true;
    }

    /// <summary>Checksum of uploads; a whole object's, unless SHA or MD5 was asked for.</summary>
    public ChecksumAlgorithm Checksum => Options.Checksum;

    /// <summary>Each source is removed once its copy is verified and published: this is a move.</summary>
    public bool RemovesSources { get; init; }

    /// <summary>False: downloads are compared by their size only.</summary>
    public bool Validates { get; init; } = true;

    /// <summary>What a dry run says of an item.</summary>
    public string Planned => RemovesSources ? "Would be moved." : "Would be copied.";

    /// <summary>What of local trees is left out.</summary>
    public LocalSkip Skips { get; init; }

    /// <summary>Of a file that grows while it is sent, what was there at the start is enough.</summary>
    public bool AppendOk { get; init; }

    /// <summary>Customer key of SSE-C sources.</summary>
    public SseCustomerKey? SourceCustomerKey { get; init; }

    /// <summary>What copies take along where nothing else was asked for.</summary>
    public CarriedAttributes Carried { get; init; } = CarriedAttributes.Default;

    /// <summary>An object whose tags cannot be read or written is not copied.</summary>
    public bool TagsRequired { get; init; }

    /// <summary>What destinations have refused of it.</summary>
    public AttributeRefusals Refusals { get; init; } = new();

    /// <summary>Standard input.</summary>
    public Func<Stream> OpenInput { get; init; } = StandardStream.Input;

    /// <summary>Standard output.</summary>
    public Func<Stream> OpenOutput { get; init; } = StandardStream.Output;

    /// <summary>The error that no item of this run can get past; null while there is none.</summary>
    public S3Error? EndedBy => Volatile.Read(ref _endedBy);

    /// <summary>Called when such an error came up first.</summary>
    public Action? OnEnd { get; set; }

    /// <summary>The workers, for those that must stop one.</summary>
    public WorkerSet Workers { get; init; } = new();

    /// <summary>Where bodies whose checksum is an MD5 meet.</summary>
    public MultiBufferMd5 MultiBufferMd5 { get; } = new();

    /// <summary>Lets an item hand out steps that it had not when last asked.</summary>
    public Action<WorkItem> Wake { get; set; } = static _ => { };

    /// <summary>Offers an item that takes another one's place, on a worker's thread, which must not wait for room.</summary>
    public Action<WorkItem> Add { get; set; } = static _ => { };

    /// <summary>Body bytes moved, those of unfinished items included.</summary>
    public long MovedBytes
    {
        get
        {
            long moved = Volatile.Read(ref _moved);
            foreach (Worker worker in Workers.All)
                moved += worker.SentBytes;
            return moved;
        }
    }

    /// <summary>Counts body bytes.</summary>
    public void CountMoved(long bytes)
    {
        Interlocked.Add(ref _moved, bytes);
        Parent?.CountMoved(bytes);
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

    /// <summary>An item waits in the scheduler's lines.</summary>
    public void ItemEntered() => Interlocked.Increment(ref _underWay);

    /// <summary>An item has left them, with or without an outcome.</summary>
    public void ItemLeft()
    {
        if (Interlocked.Decrement(ref _underWay) > 0)
            return;
        using (_items.Enter())
            _items.PulseAll();
    }

    /// <summary>
    /// Waits until everything this run has offered has ended, whatever other runs that share its workers do; for whoever has
    /// work that must not begin before. False when the run was stopped.
    /// </summary>
    public bool Drain()
    {
        using (_items.Enter())
        {
            while (Volatile.Read(ref _underWay) > 0 && !Token.IsCancellationRequested)
                _items.Wait(StopCheck);
        }
        return !Token.IsCancellationRequested;
    }

    /// <summary>Waits until no item is under way; once the run that carries this one is cancelled, no longer than a stuck disk deserves.</summary>
    public void WaitForItems(TimeSpan patience)
    {
        long? cancelled = null;
        using (_items.Enter())
        {
            while (Volatile.Read(ref _underWay) > 0)
            {
                _items.Wait(StopCheck);
                if (!Token.IsCancellationRequested)
                    continue;
                cancelled ??= Options.Clock.GetTimestamp();
                if (Options.Clock.GetElapsedTime(cancelled.Value) > patience)
                    return;
            }
        }
    }

    /// <summary>Ends the run: no other item can succeed.</summary>
    public void End(S3Error error)
    {
        if (Interlocked.CompareExchange(ref _endedBy, error, null) is null)
            OnEnd?.Invoke();
    }
}
