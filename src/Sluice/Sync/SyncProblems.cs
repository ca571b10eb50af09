using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Copying;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Sync;

/// <summary>Everything about a sync that makes no sense, found before anything is listed.</summary>
internal static class SyncProblems
{
    /// <summary>All problems, each a sentence; empty when the sync can begin.</summary>
    public static IReadOnlyList<string> Of(SyncRequest request, S3ClientFactory clients)
    {
        TreeContext trees = new(clients);
        List<string> problems = [];
        AddPlace(request.Source, "source", problems);
        AddPlace(request.Destination, "destination", problems);
        if (request.Source.FilePath is not null && request.Destination.FilePath is not null)
            problems.Add($"Both {request.Source} and {request.Destination} are on this machine; one side must be s3://.");
        AddOptions(request, problems);
        if (request.Delete)
            foreach (Location side in (Location[])[request.Source, request.Destination])
                if (side.ProblemOfRemoval is { } machine)
                    problems.Add(machine);
        if (problems.Count > 0)
            return [.. problems.Distinct()];
        if (request.Source.Overlaps(request.Destination, trees))
            problems.Add($"{request.Source} and {request.Destination} overlap: one lies within the other, and a sync would find what it has just written.");
        if (request.Backup is { } backup)
            AddBackup(request, backup, trees, problems);
        return problems;
    }

    static void AddPlace(Location location, string role, List<string> problems)
    {
        problems.AddRange(location.Problems());
        if (location.ProblemAsPlace(role) is { } problem)
            problems.Add(problem);
    }

    static void AddOptions(SyncRequest request, List<string> problems)
    {
        if (!request.Delete && request.DeleteExcluded)
            problems.Add("What the filters leave out can only be removed when removing is on: --delete-excluded needs --delete.");
        if (!request.Delete && request.MaxDelete is not null)
            problems.Add("A limit of removals makes no sense when nothing is removed: --max-delete needs --delete.");
        if (request.Skips.HasFlag(LocalSkip.Links) && request.Preserve.HasFlag(Preserve.Symlinks))
            problems.Add(CopyProblems.BothLinks);
        if (!request.DryRun && request.PlanFile is not null)
            problems.Add("A plan is written by a dry run: --plan-out needs --dry-run.");
    }

    static void AddBackup(SyncRequest request, Location backup, TreeContext trees, List<string> problems)
    {
        int before = problems.Count;
        AddPlace(backup, "backup", problems);
        if (problems.Count > before)
            return;
        if (backup.FilePath is null != request.Destination.FilePath is null || backup.InStore is null != request.Destination.InStore is null || backup is { FilePath: null, InStore: null })
            problems.Add($"The backup {backup} must be where the destination is: in the same store, or on this machine.");
        else if (backup.InStore is { } b && request.Destination.InStore is { } d && trees.Clients.For(b.Profile) != trees.Clients.For(d.Profile))
            problems.Add($"The backup {backup} must be in the destination's store, with the same profile: the store itself makes the copies.");
        else if (backup.Overlaps(request.Destination, trees))
            problems.Add($"The backup {backup} and the destination {request.Destination} overlap; choose a place beside it.");
        else if (backup.Overlaps(request.Source, trees))
            problems.Add($"The backup {backup} and the source {request.Source} overlap; choose a place beside it.");
    }
}
