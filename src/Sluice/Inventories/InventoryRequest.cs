using Sluice.Trees;

namespace Sluice.Inventories;

/// <summary>An inventory as the user asked for it.</summary>
/// <param name="Source">The bucket or prefix to list. A key without a slash at its end is a prefix all the same.</param>
/// <param name="Out">A bucket, a prefix or a directory that it is delivered to; it goes below <c>SOURCE-BUCKET/ID/</c> there, as S3 Inventory lays it out.</param>
public sealed record InventoryRequest(Location Source, Location Out)
{
    /// <summary>The form of its data files. Default Parquet.</summary>
    public InventoryFormat Format { get; init; }

    /// <summary>
    /// List all versions of a bucket that keeps them, and delete markers, with S3 Inventory's columns VersionId, IsLatest and IsDeleteMarker. What was written without
    /// versioning has the id <c>null</c>. Default false: what is there now.
    /// </summary>
    public bool Versions { get; init; }

    /// <summary>What tells it from other inventories of the bucket; letters, digits, <c>-</c>, <c>_</c> and <c>.</c> Default <c>sluice</c>.</summary>
    public string Id { get; init; } = "sluice";

    /// <summary>Told of the objects listed so far, after each page; null for nobody.</summary>
    public Action<long>? OnListed { get; init; }

    /// <summary>Everything that is wrong with it, each a sentence; empty when it can begin.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        if (Source.InStore is not { } source)
            problems.Add($"An inventory lists a bucket; {Source} is none.");
        else
            problems.AddRange(source.Problems());
        if (Out.OnHost is not null)
            problems.Add($"{Out} is on a host, and an inventory is written to a bucket or a directory: copy it from there with 'sluice cp'.");
        else if (Out.IsStream || Out.InStore is null && Out.FilePath is null)
            problems.Add("An inventory is several files: give a bucket, a prefix or a directory to write them to.");
        problems.AddRange(Out.Problems());
        // It becomes a folder.
        if (Id.Length is 0 or > 64 || Id.Trim('.').Length == 0 || !Id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            problems.Add("The id of an inventory has 1 to 64 letters, digits, hyphens, underscores and dots.");
        return problems;
    }
}
