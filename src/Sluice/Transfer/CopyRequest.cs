using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.Names;

namespace Sluice.Transfer;

/// <summary>A copy as the user asked for it.</summary>
public sealed record CopyRequest
{
    /// <summary>What to copy, at least one.</summary>
    public required IReadOnlyList<Location> Sources { get; init; }

    /// <summary>Where to. Several items need a directory or a prefix.</summary>
    public required Location Destination { get; init; }

    /// <summary>Treat a source key without a trailing slash as a prefix. Directories, keys that end in a slash and globs are recursive by themselves.</summary>
    public bool Recursive { get; init; }

    /// <summary>Remove each source once its copy is verified and published, if it is still the one that was copied.</summary>
    public bool Move { get; init; }

    /// <summary>The names to act on, relative to the one directory or prefix given; nothing is listed then. Null for a listing.</summary>
    public NameList? Names { get; init; }

    /// <summary>Which items take part.</summary>
    public ItemFilter Filter { get; init; } = ItemFilter.All;

    /// <summary>What written objects get besides their bytes. A null content type is guessed from the extension; a null value on a server-side copy keeps the source's.</summary>
    public ObjectAttributes Attributes { get; init; } = ObjectAttributes.None;

    /// <summary>What a copy of an object takes along where <see cref="Attributes"/> say nothing else. Default <see cref="CarriedAttributes.Default"/>.</summary>
    public CarriedAttributes Carried { get; init; } = CarriedAttributes.Default;

    /// <summary>An object whose tags cannot be read or written is not copied. Default: it is, and that its tags were lost is said.</summary>
    public bool TagsRequired { get; init; }

    /// <summary>Customer key of SSE-C sources.</summary>
    public SseCustomerKey? SourceCustomerKey { get; init; }

    /// <summary>Follow symbolic links of a local tree (loops are found). Default: links to files are copied as the files they point to, links to directories are not entered.</summary>
    public bool FollowDirectoryLinks { get; init; }

    /// <summary>What of local trees, and of files that are named, is left out and counted as skipped. Default nothing: it is a failure by name.</summary>
    public LocalSkip Skips { get; init; }

    /// <summary>
    /// Of a file that grows while it is sent, such as a log, upload what was there at the start, when that is still there and has the
    /// checksum that was sent. Default: such a file is changed. One that shrinks or is rewritten always is. A move does not remove it.
    /// </summary>
    public bool AppendOk { get; init; }

    /// <summary>What of a file, besides its bytes, goes into the metadata of its object, and from there back to a file. Default nothing.</summary>
    public Preserve Preserve { get; init; }

    /// <summary>
    /// Write nothing under a name that something has: such an item is skipped (<c>Exists</c>). Decided when the item gets its name, by the store or the file
    /// system, so that of two runs one writes it. A store that does not keep If-None-Match is refused. Default false.
    /// </summary>
    public bool NoClobber { get; init; }

    /// <summary>Write over the one object with this ETag only, quoted or not; else it is <c>changed</c>. A store that does not keep If-Match is refused. Null for whatever is there.</summary>
    public string? IfMatch { get; init; }

    /// <summary>Plan and report only; nothing is written anywhere.</summary>
    public bool DryRun { get; init; }

    /// <summary>Where the run keeps what makes it resumable; null keeps nothing, and an interrupted run undoes what was unfinished.</summary>
    public JournalRequest? Journal { get; init; }

    /// <summary>Called once for every item when it has ended, from many threads but never two at once.</summary>
    public Action<ItemOutcome>? OnOutcome { get; init; }
}
