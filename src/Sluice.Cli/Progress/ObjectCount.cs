using Sluice.Cli.Output;
using Sluice.Transfer;

namespace Sluice.Cli.Progress;

/// <summary>
/// How many items of a run are done, of how many that are to be done. What filters leave out, or is the same on both sides, is no work: it is told for itself, and
/// is all there is to tell while nothing else was found.
/// </summary>
static class ObjectCount
{
    /// <summary>"5 of 50 objects", "5 of ~50 objects", "5 of 50 objects so far"; "2,950 of 3,000 objects skipped" where there is nothing to be done.</summary>
    public static string Text(TransferProgress run) => IsAllSkipped(run)
        ? $"{Of(run.Outcomes.Skipped, run.ListedItems, run.ExpectedItems, run)} skipped{(IsOpen(run) ? " so far" : "")}"
        : $"{Of(Done(run), run.ListedItems - run.Outcomes.Skipped, ToDo(run), run)}{(IsOpen(run) ? " so far" : "")}";

    /// <summary>The same as a piece of a line; in few cells "5/50".</summary>
    public static Piece Piece(TransferProgress run)
    {
        bool allSkipped = IsAllSkipped(run);
        long found = allSkipped ? run.ListedItems : run.ListedItems - run.Outcomes.Skipped;
        string all = (allSkipped ? run.ExpectedItems : ToDo(run)) is { } expected && !run.ListingComplete ? $"/~{Numbers.Count(expected)}" : $"/{Numbers.Count(found)}{(IsOpen(run) ? "+" : "")}";
        return new Piece(Text(run)) { Short = Numbers.Count(allSkipped ? run.Outcomes.Skipped : Done(run)) + all, IsKept = true };
    }

    /// <summary>"2,950 skipped"; empty for none, and where <see cref="Text"/> says so.</summary>
    public static string Skipped(TransferProgress run) => run.Outcomes.Skipped == 0 || IsAllSkipped(run) ? "" : $"{Numbers.Count(run.Outcomes.Skipped)} skipped";

    /// <summary>True while all that was found was skipped.</summary>
    public static bool IsAllSkipped(TransferProgress run) => run.Outcomes.Skipped > 0 && run.Outcomes.Skipped >= run.ListedItems;

    static string Of(long done, long found, long? expected, TransferProgress run) =>
        !run.ListingComplete && expected is { } about ? $"{Numbers.Count(done)} of ~{Numbers.Count(about, "object")}" : $"{Numbers.Count(done)} of {Numbers.Count(found, "object")}";

    static long Done(TransferProgress run) => run.Outcomes.Ended - run.Outcomes.Skipped;

    // Of those that were counted ahead as many as of those that were found so far; no less than are found.
    static long? ToDo(TransferProgress run)
    {
        if (run.ExpectedItems is not { } expected || run.ListedItems == 0)
            return run.ExpectedItems;
        long found = run.ListedItems - run.Outcomes.Skipped;
        return Math.Max(found, (long)Math.Round((double)expected * found / run.ListedItems));
    }

    static bool IsOpen(TransferProgress run) => !run.ListingComplete && run.ExpectedItems is null;
}
