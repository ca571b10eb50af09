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
        List<string> problems = [];
        AddPlace(request.Source, "source", problems);
        AddPlace(request.Destination, "destination", problems);
        if (request is { Source: LocalLocation, Destination: LocalLocation })
            problems.Add($"Both {request.Source} and {request.Destination} are on this machine; one side must be s3://.");
        AddOptions(request, problems);
        if (request.Delete)
            foreach (Location side in (Location[])[request.Source, request.Destination])
                if (CopyProblems.WholeMachine(side) is { } machine)
                    problems.Add(machine);
        if (problems.Count > 0)
            return [.. problems.Distinct()];
        if (Overlap(request.Source, request.Destination, clients))
            problems.Add($"{request.Source} and {request.Destination} overlap: one lies within the other, and a sync would find what it has just written.");
        if (request.Backup is { } backup)
            AddBackup(request, backup, clients, problems);
        return problems;
    }

    static void AddPlace(Location location, string role, List<string> problems)
    {
        if (location is StreamLocation)
            problems.Add($"The {role} of a sync is a directory or a prefix, not a stream (-).");
        else if (location is S3Location s3)
        {
            if (BucketName.ProblemOfExisting(s3.Bucket) is { } problem)
                problems.Add(problem);
            if (Glob.ProblemOfPlace(s3) is { } pattern)
                problems.Add(pattern);
        }
        else if (location is LocalLocation local)
        {
            if (CopyDestination.IsNull(local))
                problems.Add($"{local} keeps nothing; a sync needs a directory.");
            else if (FileStatus.Of(local.Path).Kind is not (FileKind.Directory or FileKind.Missing))
                problems.Add($"{local} is no directory; copy single files with cp.");
        }
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

    static void AddBackup(SyncRequest request, Location backup, S3ClientFactory clients, List<string> problems)
    {
        int before = problems.Count;
        AddPlace(backup, "backup", problems);
        if (problems.Count > before)
            return;
        if (backup is LocalLocation != request.Destination is LocalLocation)
            problems.Add($"The backup {backup} must be where the destination is: in the same store, or on this machine.");
        else if (backup is S3Location b && request.Destination is S3Location d && clients.For(b.Profile) != clients.For(d.Profile))
            problems.Add($"The backup {backup} must be in the destination's store, with the same profile: the store itself makes the copies.");
        else if (Overlap(backup, request.Destination, clients))
            problems.Add($"The backup {backup} and the destination {request.Destination} overlap; choose a place beside it.");
        else if (Overlap(backup, request.Source, clients))
            problems.Add($"The backup {backup} and the source {request.Source} overlap; choose a place beside it.");
    }

    static bool Overlap(Location a, Location b, S3ClientFactory clients)
    {
        if (a is S3Location first && b is S3Location second)
        {
            ObjectKey one = CopyDestination.AsPrefix(first.Key), other = CopyDestination.AsPrefix(second.Key);
            return first.Bucket == second.Bucket && IsSameStore(first, second, clients) && (one.StartsWith(other) || other.StartsWith(one));
        }
        if (a is not LocalLocation x || b is not LocalLocation y)
            return false;
        string left = Real(x.Path), right = Real(y.Path);
        return left.StartsWith(right, StringComparison.Ordinal) || right.StartsWith(left, StringComparison.Ordinal);
    }

    static bool IsSameStore(S3Location a, S3Location b, S3ClientFactory clients) =>
        a.Profile == b.Profile || clients.For(a.Profile).Options.Endpoint == clients.For(b.Profile).Options.Endpoint;

    // With a separator behind it.
    static string Real(string path) => RealPath.Of(path) is var full && Path.EndsInDirectorySeparator(full) ? full : full + Path.DirectorySeparatorChar;
}
