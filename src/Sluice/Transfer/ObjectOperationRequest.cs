using Sluice.Trees;
using Sluice.Trees.Names;

namespace Sluice.Transfer;

/// <summary>What is done with objects where they are, as the user asked for it.</summary>
public sealed record ObjectOperationRequest
{
    /// <summary>Objects, versions of them, prefixes or globs in S3; at least one.</summary>
    public required IReadOnlyList<Location> Targets { get; init; }

    /// <summary>What is done with each.</summary>
    public required ObjectOperation Operation { get; init; }

    /// <summary>Treat a key without a trailing slash as a prefix.</summary>
    public bool Recursive { get; init; }

    /// <summary>The names to act on, relative to the one prefix given; nothing is listed then. Null for a listing.</summary>
    public NameList? Names { get; init; }

    /// <summary>Which items take part.</summary>
    public ItemFilter Filter { get; init; } = ItemFilter.All;

    /// <summary>Look and report only. What an object has is read, and what would change is said of it.</summary>
    public bool DryRun { get; init; }

    /// <summary>Where the run keeps what makes it resumable; null keeps nothing.</summary>
    public JournalRequest? Journal { get; init; }

    /// <summary>Called once for every item when it has ended, from many threads but never two at once. What has it already ends as skipped with the code <c>Same</c>.</summary>
    public Action<ItemOutcome>? OnOutcome { get; init; }

    internal IEnumerable<string> Problems(IReadOnlyList<Tree> opened)
    {
        if (Targets.Count == 0)
            yield return "Name at least one object or prefix.";
        foreach (Tree tree in opened)
            foreach (string problem in tree.Objects is null ? [$"{tree.Given} is not in S3."] : tree.Given.Problems())
                yield return problem;
        if (Names is not null && opened is not [{ Shape: TreeShape.Container }])
            yield return "Names of a list are relative to one prefix; give that as the only target.";
        foreach (string problem in Operation.Problems())
            yield return problem;
    }
}
