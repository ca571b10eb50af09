using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Verify;

/// <summary>A verification as the user asked for it.</summary>
/// <param name="A">The first side: a directory, a file, a prefix or an object.</param>
/// <param name="B">The second side.</param>
public sealed record VerifyRequest(Location A, Location B)
{
    /// <summary>Which names take part; a name does when either side's item does.</summary>
    public ItemFilter Filter { get; init; } = ItemFilter.All;

    /// <summary>Only names of <see cref="A"/> are compared; what only <see cref="B"/> has is no difference, and is not counted. Default false.</summary>
    public bool OneWay { get; init; }

    /// <summary>Compare sizes only: same size counts as identical. Default false.</summary>
    public bool SizeOnly { get; init; }

    /// <summary>Read the bytes of objects when the two sides have no checksum in common. Default true; without it such names are <see cref="VerifyEntryKind.Unchecked"/>.</summary>
    public bool MayReadObjects { get; init; } = true;

    /// <summary>Read all bytes of both sides, whatever checksums stores and cache have. Default false.</summary>
    public bool ReadAll { get; init; }

    /// <summary>
    /// A local file that is longer than its object, and begins with the object's bytes, is <see cref="VerifyEntryKind.Identical"/>: a log that was appended to
    /// since. Default false. The file is read as far as the object goes.
    /// </summary>
    public bool AppendOk { get; init; }

    /// <summary>Enter symbolic links to directories. Default false: they are <see cref="VerifyEntryKind.Skipped"/>.</summary>
    public bool FollowDirectoryLinks { get; init; }

    /// <summary>Symbolic links of a directory are items themselves, as <see cref="Preserve.Symlinks"/> copies them. Default false: they are what they lead to.</summary>
    public bool KeepLinks { get; init; }

    /// <summary>What of directories is left out, and not compared. Default nothing: it is <see cref="VerifyEntryKind.Unreadable"/>.</summary>
    public LocalSkip Skips { get; init; }

    /// <summary>Customer key of SSE-C objects, on whichever side.</summary>
    public SseCustomerKey? CustomerKey { get; init; }

    /// <summary>Directory that keeps checksums of local files for the next run; null keeps none.</summary>
    public string? ChecksumDirectory { get; init; }

    /// <summary>Called once for every name that has been decided, from many threads but never two at once.</summary>
    public Action<VerifyEntry>? OnEntry { get; init; }

    internal IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        foreach (Location side in (Location[])[A, B])
        {
            if (side.FilePath is null && side.ProblemAsPlace("side") is { } place)
                problems.Add(side.InStore is null ? "A stream (-) cannot be verified: it has no name and can be read once only." : place);
            else
                problems.AddRange(side.Problems());
        }
        if (KeepLinks && Skips.HasFlag(LocalSkip.Links))
            problems.Add("To compare symbolic links and to leave them out exclude each other (--links, --skip-links).");
        if (SizeOnly && ReadAll)
            problems.Add("Sizes only and all bytes exclude each other.");
        if (SizeOnly && AppendOk)
            problems.Add("Sizes cannot show that a file was only appended to: sizes only and files that may grow exclude each other (--size-only, --append-ok).");
        if (ReadAll && !MayReadObjects)
            problems.Add("To read all bytes and to read no object exclude each other.");
        return problems;
    }
}
