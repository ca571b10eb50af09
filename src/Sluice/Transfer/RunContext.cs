using Sluice.Locations;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Memory;
using Sluice.Transfer.Scheduling;
using Sluice.Transfer.Sinks;

namespace Sluice.Transfer;

/// <summary>What all items of one run share.</summary>
internal sealed class RunContext(EngineOptions options, Ledger ledger, MemoryBudget memory, CancellationToken cancellationToken)
{
    long _moved;
    TemporaryNames? _names;
    S3Error? _endedBy;

    /// <summary>The settings.</summary>
    public EngineOptions Options { get; } = options;

    /// <summary>Counts items.</summary>
    public Ledger Ledger { get; } = ledger;

    /// <summary>Cap of all buffers.</summary>
    public MemoryBudget Memory { get; } = memory;

    /// <summary>Speed of the parts so far, to find those that hang.</summary>
    public PartSpeeds Speeds { get; } = new();

    /// <summary>Names of temporary files.</summary>
    public TemporaryNames Names => _names ??= Journal?.Names ?? new TemporaryNames();

    /// <summary>What makes the run resumable; null when it is not.</summary>
    public RunJournal? Journal { get; init; }

    /// <summary>Items that an earlier run has done are left out.</summary>
    public bool LeavesOutDone { get; init; }

    /// <summary>Space on the disks that are written to.</summary>
    public DiskSpace Space { get; init; } = new();

    /// <summary>Fired when the caller gave up, or when nothing more can succeed.</summary>
    public CancellationToken Token { get; } = cancellationToken;

    /// <summary>What is said of an item that is left out because an earlier run has done it.</summary>
    public const string DoneBefore = "An earlier run of this command has done it.";

    /// <summary>True when the journal is to know items that are done.</summary>
    public bool RemembersDone => LeavesOutDone && Journal is not null;

    /// <summary>True for an item that an earlier run has done, when such are left out.</summary>
    /// <param name="item">The item.</param>
    /// <param name="path">The file that it became, which must still have this size and the time that it was given; null for an object.</param>
    /// <param name="size">Bytes of the file.</param>
    public bool HasDone(UInt128? item, string? path = null, long size = 0)
    {
        if (item is not { } known || !Journal!.KnowsDone)
            return false;
        if (path is null)
            return Journal.IsDone(known, default);
        FileInfo file = new(path);
        return file.Exists && file.Length == size && Journal.IsDone(known, file.LastWriteTimeUtc);
    }

    /// <summary>Checksum of uploads; a whole object's, unless SHA or MD5 was asked for.</summary>
    public ChecksumAlgorithm Checksum => Options.Checksum;

    /// <summary>Customer key of SSE-C sources.</summary>
    public SseCustomerKey? SourceCustomerKey { get; init; }

    /// <summary>Standard input.</summary>
    public Func<Stream> OpenInput { get; init; } = StandardStream.Input;

    /// <summary>Standard output.</summary>
    public Func<Stream> OpenOutput { get; init; } = StandardStream.Output;

    /// <summary>The error that no item of this run can get past; null while there is none.</summary>
    public S3Error? EndedBy => Volatile.Read(ref _endedBy);

    /// <summary>Called when such an error came up first.</summary>
    public Action? OnEnd { get; set; }

    /// <summary>The workers, for those that must stop one.</summary>
    public WorkerSet Workers { get; } = new();

    /// <summary>Lets an item hand out steps that it had not when last asked.</summary>
    public Action<ActiveTransfer> Wake { get; set; } = static _ => { };

    /// <summary>Body bytes moved, those of unfinished items included.</summary>
    public long MovedBytes
    {
        get
        {
            long moved = Volatile.Read(ref _moved);
            foreach (PartWorker worker in Workers.All)
                moved += worker.SentBytes;
            return moved;
        }
    }

    /// <summary>Counts body bytes.</summary>
    public void CountMoved(long bytes) => Interlocked.Add(ref _moved, bytes);

    /// <summary>Ends the run: no other item can succeed.</summary>
    public void End(S3Error error)
    {
        if (Interlocked.CompareExchange(ref _endedBy, error, null) is null)
            OnEnd?.Invoke();
    }
}
