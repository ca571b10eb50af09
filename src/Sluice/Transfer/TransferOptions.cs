using Sluice.Engine;
using Sluice.S3.Checksums;
using Sluice.Transfer.Planning;

namespace Sluice.Transfer;

/// <summary>How a run moves bytes, beside how it uses the machine. The defaults find their own settings.</summary>
public sealed record TransferOptions : EngineOptions
{
    /// <summary>Threads that write to disks at the same time, 1 to 1,024; null: as many as there are requests in flight.</summary>
    public int? IoThreads { get; init; }

    /// <summary>Bytes of one part, 5 MiB to 5 GiB; null lets the planner choose by size. Grows where 10,000 parts would not do.</summary>
    public long? PartSize { get; init; }

    /// <summary>Checksum computed and sent on uploads. Default CRC-64/NVME. <see cref="ChecksumAlgorithm.Md5"/> also makes downloads verify MD5 ETags of any size, in one stream.</summary>
    public ChecksumAlgorithm Checksum { get; init; } = ChecksumAlgorithm.Crc64Nvme;

    /// <summary>Bytes above which a store copies in parts; less in tests, whose objects are small.</summary>
    internal long PartCopyThreshold { get; init; } = Planner.PartCopyThreshold;

    /// <summary>
    /// Files and directories that this process itself writes while runs go on, such as its reports and its state. They are never items:
    /// wherever a run meets one it is left out and told (<see cref="TransferReport.OwnFiles"/>). Those of the run's own journal need not be named.
    /// </summary>
    public IReadOnlyList<string> OwnPaths { get; init; } = [];

    /// <summary>
    /// Files of local directories, and objects where no limit of requests holds, are counted ahead of a run of more than a second or two, on a thread of its own, so that <see cref="TransferProgress.ExpectedItems"/> is known long before all are listed. For whoever shows
    /// progress. Default false.
    /// </summary>
    public bool CountsAhead { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Problems()
    {
        List<string> problems = [.. base.Problems()];
        if (PartSize is < 5L << 20 or > 5L << 30)
            problems.Add($"Part size is {PartSize:N0} bytes; S3 accepts 5 MiB to 5 GiB.");
        if (IoThreads is < 1 or > MostRequests)
            problems.Add($"I/O threads are {IoThreads:N0}; 1 to 1,024 can write at once.");
        return problems;
    }
}
