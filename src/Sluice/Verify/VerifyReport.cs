using Sluice.Transfer;

namespace Sluice.Verify;

/// <summary>What a verification did and found.</summary>
/// <param name="Listed">Names found on either side.</param>
/// <param name="Counts">What became of them.</param>
/// <param name="Run">Time, requests and memory of the run; its outcomes repeat the counts and are of no interest.</param>
public sealed record VerifyReport(long Listed, VerifyCounts Counts, TransferReport Run)
{
    /// <summary>Local files opened to be read: 0 when every checksum that was needed was known from earlier runs.</summary>
    public long FilesRead { get; init; }

    /// <summary>Bytes read, of files and objects.</summary>
    public long BytesRead { get; init; }

    /// <summary>Why checksums could not be kept for the next run; null when they could.</summary>
    public string? CacheProblem { get; init; }

    /// <summary>Files of remembered checksums that were damaged or cut off and were dropped; what they held was computed anew.</summary>
    public int CacheFilesDropped { get; init; }

    /// <summary>Names that were listed and not decided before the run stopped.</summary>
    public long Pending => Listed - Counts.Ended;

    /// <summary>True when both sides were listed to their ends and every name was decided.</summary>
    public bool Complete => Run is { Interrupted: false, ListingError: null } && Pending == 0;

    /// <summary>True when it is proved that both sides have the same names with the same bytes.</summary>
    public bool Identical => Complete && Counts.Differences == 0 && Counts.NotCompared == 0;
}
