using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Items;

namespace Sluice.Transfer.Downloads;

/// <summary>
/// What the store knows of a large object that is read in ranges. HEAD tells it; where the listing told which CRC of the whole the store keeps, HEAD
/// goes beside the ranges and not before them: a round trip less.
/// </summary>
/// <param name="item">The download.</param>
/// <param name="run">The run.</param>
/// <param name="source">The object.</param>
internal sealed class LookBeside(ItemTransfer item, TransferContext run, ObjectSource source)
{
    ObjectInfo? _told = source.Info;
    volatile bool _keepsOther;

    /// <summary>HEAD is still to be asked, beside the ranges.</summary>
    public bool IsAside { get; private set; }

    /// <summary>The listing told of another checksum than there is, so that the wrong one is computed: to be planned anew.</summary>
    public bool KeepsOther => _keepsOther;

    /// <summary>What is known before the first range, with a checksum of no value where HEAD goes beside; null when that failed.</summary>
    /// <param name="worker">Who asks.</param>
    /// <param name="failure">Why nothing is known.</param>
    public ObjectInfo? Before(Worker worker, out ItemFailure? failure)
    {
        failure = null;
        _keepsOther = false;
        IsAside = _told is null && run.Request.Validates && source is { WholeCrc: not ChecksumAlgorithm.None, ETag: not null, Size: >= 0 };
        if (IsAside)
            return new ObjectInfo { ContentLength = source.Size, TotalLength = source.Size, ETag = source.ETag, LastModified = source.LastModified, Checksum = new ObjectChecksum(source.WholeCrc, "") };
        return _told is null or { IsOfRange: true } ? Ask(worker, out failure) : Known(_told, out failure);
    }

    /// <summary>HEAD beside the ranges. A failure where it does, and where other ranges or another checksum are to be asked for.</summary>
    public ItemFailure? Beside(Worker worker)
    {
        if (Ask(worker, out ItemFailure? failure) is not { } told)
            return failure;
        _keepsOther = told.OtherChecksums.Count > 0 || told.Checksum is not { IsComposite: false } whole || whole.Algorithm != source.WholeCrc;
        return _keepsOther ? ItemFailure.Corrupt("The store keeps another kind of checksum than its listing told.") : null;
    }

    /// <summary>All that is known, when HEAD went beside and has been answered.</summary>
    public ObjectInfo Told => _told!;

    ObjectInfo? Ask(Worker worker, out ItemFailure? failure)
    {
        HeadObjectRequest head = source.Head with { WantsProof = true, CustomerKey = run.Request.SourceCustomerKey };
        if (item.Head(source.Client, head, worker).TryGet(out ObjectInfo? info, out S3Error? error))
            return Known(info, out failure);
        failure = ItemFailure.From(error);
        return null;
    }

    ObjectInfo? Known(ObjectInfo info, out ItemFailure? failure)
    {
        item.RequestId = info.RequestId;
        failure = source.Is(info) ? null : ItemFailure.Changed("The object is another one than was listed.");
        // A size that HEAD does not tell is the listing's, and what comes is compared with that.
        return failure is not null ? null : _told = info.TotalLength < 0 ? info with { TotalLength = source.Size } : info;
    }
}
