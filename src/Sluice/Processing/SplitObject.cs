using Sluice.Engine;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;

namespace Sluice.Processing;

/// <summary>
/// An object that is processed in blocks. No store keeps a checksum of a block: what the blocks read is put together, and compared with that of the object
/// once all are done; when it disagrees, what came of every block is void. Safe for many threads.
/// </summary>
/// <param name="source">The object; null for a file.</param>
/// <param name="count">Its blocks.</param>
internal sealed class SplitObject(ObjectSource? source, int count)
{
    /// <summary>Code of a block that shows that the object should not have been cut.</summary>
    public const string Compressed = "Compressed";

    readonly Lock _gate = new();
    readonly PartChecksums _parts = new(count);
    // Guarded by _gate.
    readonly List<ProcessedObject> _done = [];
    ObjectInfo? _info;
    DownloadCheck _check = DownloadCheck.SizeOnly;
    ItemFailure? _void;
    bool _isPart;

    /// <summary>What the store says of it; null before <see cref="Begin"/>, and of a file.</summary>
    public ObjectInfo? Info => _info;

    /// <summary>The checksum that blocks are to be hashed with; null when there is none to compare.</summary>
    public ChecksumAlgorithm? Algorithm => _check.Expected?.Algorithm;

    /// <summary>Asks for what the store knows of it, once; why that failed, or null.</summary>
    public ItemFailure? Begin(ItemTransfer item, Worker worker)
    {
        // Others wait: they need the answer too.
        lock (_gate)
        {
            if (source is null || _info is not null)
                return null;
            HeadObjectRequest head = source.Head with { WantsProof = true };
            if (!item.Head(source.Client, head, worker).TryGet(out ObjectInfo? info, out S3Error? error))
                return ItemFailure.From(error);
            if (!source.Is(info))
                return ItemFailure.Changed("The object is another one than was listed.");
            _check = DownloadCheck.For(info, oneStream: false);
            _info = info.TotalLength < 0 ? info with { TotalLength = source.Size } : info;
            return null;
        }
    }

    /// <summary>A block was read.</summary>
    public void Read(LineBlock block, ObjectChecksum? checksum) => _parts.Set(block.Number, checksum, block.Length);

    /// <summary>A block is left out: an earlier run has done it, and the whole will not be compared.</summary>
    public void LeaveOut()
    {
        lock (_gate)
            _isPart = true;
    }

    /// <summary>The object should not have been cut: the rows of blocks that are done are revoked, and those that end later are void too.</summary>
    public void Void(ItemFailure why, Action<ProcessedObject> revoke)
    {
        lock (_gate)
        {
            _void = why;
            RevokeLocked(why, revoke);
        }
    }

    /// <summary>A block is done. The last one compares the whole; when that disagrees, the rows of all others are revoked, and why is returned.</summary>
    /// <param name="row">What came of the block.</param>
    /// <param name="revoke">Takes the row of a block whose result is void.</param>
    /// <param name="verified">What the bytes were compared with; nothing yet of a block, where the last one compares all of them.</param>
    public ItemFailure? Done(ProcessedObject row, Action<ProcessedObject> revoke, out Verification verified)
    {
        verified = Verification.Size;
        lock (_gate)
        {
            if (_void is not null)
                return _void;
            _done.Add(row with { Result = "", ErrorOutput = "" });
            if (_check.Expected is not { } expected || _isPart)
                return null;
            verified = Verification.None;
            if (_done.Count < count)
                return null;
            ObjectChecksum? whole = _parts.As(expected);
            verified = Verification.Checksum;
            if (whole == expected)
                return null;
            // The row of this one is told by whoever asked.
            _done.RemoveAt(_done.Count - 1);
            ItemFailure failure = ItemFailure.Corrupt($"What its {count:N0} blocks read is not what the store keeps: the {expected.Algorithm} is {whole?.Base64}, the store's {expected.Base64}. The results of all of them are void.");
            RevokeLocked(failure, revoke);
            return failure;
        }
    }

    void RevokeLocked(ItemFailure failure, Action<ProcessedObject> revoke)
    {
        foreach (ProcessedObject done in _done)
            revoke(done with { Kind = failure.Kind, ErrorCode = failure.Code, Message = failure.Message });
        _done.Clear();
    }
}
