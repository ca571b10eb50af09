using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Copying;

/// <summary>Everything about a copy that makes no sense, found before anything moves.</summary>
internal static class CopyProblems
{
    /// <summary>All problems, each a sentence; empty when the copy can begin.</summary>
    public static IReadOnlyList<string> Of(CopyRequest request, IReadOnlyList<CopySource> sources, S3ClientFactory clients)
    {
        List<string> problems = [];
        if (sources.Count == 0)
            problems.Add("There is nothing to copy: name at least one source.");
        AddBuckets(request, problems);
        foreach (CopySource source in sources)
            AddPair(source.Given, request.Destination, problems);
        AddPlaces(request, sources, problems);
        if (request.Names is not null && (sources is not [{ IsTree: true }] || request.Destination is StreamLocation))
            problems.Add("Names of a list are relative to one directory or prefix; give that as the only source, and another directory or prefix as the destination.");
        if (request.Skips.HasFlag(LocalSkip.Links) && request.Preserve.HasFlag(Preserve.Symlinks))
            problems.Add(BothLinks);
        if (request.Move)
            AddMove(request, sources, problems);
        if (problems.Count == 0 && request.Destination is S3Location destination)
            foreach (CopySource source in sources)
                AddOverlap(source, destination, sources.Count > 1, changes: (request.Attributes.SaysAnything || request.Carried != CarriedAttributes.Default) && !request.Move, clients, problems);
        return [.. problems.Distinct()];
    }

    /// <summary>What is said of a request that keeps symbolic links and leaves them out.</summary>
    internal const string BothLinks = "--preserve symlinks keeps symbolic links and --skip-links leaves them out; give one of the two.";

    static void AddBuckets(CopyRequest request, List<string> problems)
    {
        foreach (Location location in (IEnumerable<Location>)[.. request.Sources, request.Destination])
            if (location is S3Location s3 && BucketName.ProblemOfExisting(s3.Bucket) is { } problem)
                problems.Add(problem);
    }

    static void AddPair(Location source, Location destination, List<string> problems)
    {
        if (source is LocalLocation && destination is LocalLocation)
            problems.Add($"Both {source} and {destination} are on this machine; one side must be s3:// (use cp for local copies).");
        else if (source is StreamLocation && destination is not S3Location)
            problems.Add("Standard input can only be copied to s3://.");
        else if (destination is StreamLocation && source is LocalLocation)
            problems.Add($"{source} is on this machine; only objects are copied to standard output (use cat).");
    }

    static void AddPlaces(CopyRequest request, IReadOnlyList<CopySource> sources, List<string> problems)
    {
        bool several = sources.Count > 1 || sources.Any(static source => source.IsGlob);
        if (request.Destination is StreamLocation)
            return;
        if (several && !CopyDestination.IsContainer(request.Destination))
            problems.Add($"Several items cannot become one: {request.Destination} is no directory or prefix (end it with a slash to make it one).");
        if (request.Destination is LocalLocation local && sources.Any(static source => source.IsTree) && FileStatus.Of(local.Path).Kind is not (FileKind.Directory or FileKind.Missing) && !CopyDestination.IsNull(local))
            problems.Add($"{local} is no directory; a directory or prefix cannot be copied onto it.");
        if (request.Destination is S3Location { Key.IsEmpty: false } s3 && sources.Any(static s => s is StreamSource) && CopyDestination.IsContainer(s3)
            || request.Destination is S3Location { Key.IsEmpty: true } && sources.Any(static s => s is StreamSource))
            problems.Add("Standard input has no name: give the whole key of the object.");
        if (sources.Count < 2)
            return;
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (CopySource source in sources)
            if (source.BaseName.Length > 0 && !names.Add(source.BaseName))
                problems.Add($"Two sources would both become {DisplayText.Of(source.BaseName)} at the destination; copy them one at a time.");
    }

    static void AddMove(CopyRequest request, IReadOnlyList<CopySource> sources, List<string> problems)
    {
        if (request.Destination is StreamLocation || request.Destination is LocalLocation local && (CopyDestination.IsNull(local) || SpecialFile.IsWritable(local.Path)))
            problems.Add($"Nothing can be moved to {request.Destination}: it keeps nothing (use cp).");
        foreach (CopySource source in sources)
            if (WholeMachine(source.Given) is { } machine)
                problems.Add(machine);
        if (sources.Any(static source => source is StreamSource))
            problems.Add("Standard input cannot be removed after it was copied (use cp or pipe).");
    }

    /// <summary>Why nothing is removed from, or because of, a location: it is all of this machine, as an empty variable before a slash makes it; null when it is not.</summary>
    internal static string? WholeMachine(Location location) => location is LocalLocation local && local.Path.AsSpan().Trim("/\\").IsEmpty
        ? $"{local} is this whole machine, and something would be removed: is a shell variable unset? Write {local}. when that is meant."
        : null;

    static void AddOverlap(CopySource source, S3Location destination, bool several, bool changes, S3ClientFactory clients, List<string> problems)
    {
        S3Location? from = source switch
        {
            ObjectLocationSource one => one.Location,
            PrefixSource prefix => prefix.Location with { Key = prefix.Prefix },
            _ => null,
        };
        if (from is null || from.Bucket != destination.Bucket || !IsSameStore(from, destination, clients))
            return;
        if (source is ObjectLocationSource)
        {
            ObjectKey target = CopyDestination.IsContainer(destination) ? CopyDestination.AsPrefix(destination.Key).Append(System.Text.Encoding.UTF8.GetBytes(source.BaseName)) : destination.Key;
            if (target == from.Key && !changes)
                problems.Add($"{from} would be copied onto itself, with nothing changed.");
            return;
        }
        ObjectKey below = CopyDestination.AsPrefix(destination.Key);
        if (several && source.IsTree)
            below = below.Append(System.Text.Encoding.UTF8.GetBytes(source.BaseName + "/"));
        PrefixSource tree = (PrefixSource)source;
        ObjectKey root = new(tree.Prefix.Bytes[..tree.NameStart].ToArray());
        if (below == root ? !changes : below.StartsWith(tree.Prefix))
            problems.Add(below == root ? $"{from} would be copied onto itself, with nothing changed." : $"{from} would be copied into itself: {destination} lies within it.");
    }

    /// <summary>True when two locations are in one store, whatever their profiles.</summary>
    internal static bool IsSameStore(S3Location a, S3Location b, S3ClientFactory clients)
    {
        if (a.Profile == b.Profile)
            return true;
        S3ClientOptions first = clients.For(a.Profile).Options, second = clients.For(b.Profile).Options;
        return first.Endpoint == second.Endpoint;
    }
}
