using System.Text;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Copying;

/// <summary>Everything about a copy that makes no sense, found before anything moves.</summary>
internal static class CopyProblems
{
    /// <summary>What is said of a request that keeps symbolic links and leaves them out.</summary>
    internal const string BothLinks = "--preserve symlinks keeps symbolic links and --skip-links leaves them out; give one of the two.";

    /// <summary>All problems, each a sentence; empty when the copy can begin.</summary>
    public static IReadOnlyList<string> Of(CopyRequest request, IReadOnlyList<Tree> sources, TreeContext context)
    {
        List<string> problems = [];
        if (sources.Count == 0)
            problems.Add("There is nothing to copy: name at least one source.");
        foreach (Location location in (IEnumerable<Location>)[.. request.Sources, request.Destination])
            problems.AddRange(location.Problems());
        Tree destination = request.Destination.OpenPlace(context, asContainer: false);
        foreach (Tree source in sources)
            AddPair(source, destination, problems);
        AddPlaces(request, sources, destination, problems);
        if (request.Names is not null && (sources is not [{ Shape: TreeShape.Container }] || destination.IsStream))
            problems.Add("Names of a list are relative to one directory or prefix; give that as the only source, and another directory or prefix as the destination.");
        if (request.Skips.HasFlag(LocalSkip.Links) && request.Preserve.HasFlag(Preserve.Symlinks))
            problems.Add(BothLinks);
        if (request.NoClobber && request.IfMatch is not null)
            problems.Add("--no-clobber wants nothing to be there, and --if-match an object; give one of the two.");
        if (request.NoClobber && destination.IsStream)
            problems.Add("--no-clobber: standard output has no name that something could have.");
        if (request.IfMatch is not null && (destination.Objects is null || request.Names is not null || sources is not [{ Shape: TreeShape.One }] and not [{ IsStream: true }]))
            problems.Add("--if-match is for one object: give one file, object or stream, and the key that it is to have.");
        if (request.Move)
            AddMove(request, sources, problems);
        if (problems.Count == 0 && destination.Objects is { } place)
            foreach (Tree source in sources)
                // A version is none of what is written: it may come back where it was.
                if (source.Objects is { NamesVersions: false } from)
                    AddOverlap(from, place, sources.Count > 1, changes: (request.Attributes.SaysAnything || request.Carried != CarriedAttributes.Default) && !request.Move, context.Clients, problems);
        return [.. problems.Distinct()];
    }

    static void AddPair(Tree source, Tree destination, List<string> problems)
    {
        if (source.Files is not null && destination.Files is not null)
            problems.Add($"Both {source.Given} and {destination.Given} are on this machine; one side must be s3:// (use cp for local copies).");
        else if (source.IsStream && destination.Objects is null)
            problems.Add("Standard input can only be copied to s3://.");
        else if (destination.IsStream && source.Files is not null)
            problems.Add($"{source.Given} is on this machine; only objects are copied to standard output (use cat).");
    }

    static void AddPlaces(CopyRequest request, IReadOnlyList<Tree> sources, Tree destination, List<string> problems)
    {
        if (destination.IsStream)
            return;
        bool several = sources.Count > 1 || sources.Any(static source => source.Shape == TreeShape.Pattern);
        if (several && !request.Destination.IsContainer)
            problems.Add($"Several items cannot become one: {request.Destination} is no directory or prefix (end it with a slash to make it one).");
        if (destination.Files is { } files && sources.Any(static source => source.Shape == TreeShape.Container) && FileStatus.From(files.Path).Kind is not (FileKind.Directory or FileKind.Missing) && request.Destination.KeepsNames)
            problems.Add($"{request.Destination} is no directory; a directory or prefix cannot be copied onto it.");
        if (destination.Objects is not null && request.Destination.IsContainer && sources.Any(static source => source.IsStream))
            problems.Add("Standard input has no name: give the whole key of the object.");
        if (sources.Count < 2)
            return;
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (Tree source in sources)
            if (source.BaseName.Length > 0 && !names.Add(source.BaseName))
                problems.Add($"Two sources would both become {Failures.DisplayText.Of(source.BaseName)} at the destination; copy them one at a time.");
    }

    static void AddMove(CopyRequest request, IReadOnlyList<Tree> sources, List<string> problems)
    {
        if (request.Destination.KeepsNothing)
            problems.Add($"Nothing can be moved to {request.Destination}: it keeps nothing (use cp).");
        foreach (Tree source in sources)
            if (source.Objects is { NamesVersions: true })
                problems.Add($"{source.Given} is one version of an object, or the past: copy it, for nothing of that can move.");
            else if (source.Given.ProblemOfRemoval is { } machine)
                problems.Add(machine);
        if (sources.Any(static source => source.IsStream))
            problems.Add("Standard input cannot be removed after it was copied (use cp or pipe).");
    }

    static void AddOverlap(S3Tree from, S3Tree destination, bool several, bool changes, S3ClientFactory clients, List<string> problems)
    {
        if (from.Place.Bucket != destination.Place.Bucket || !from.Place.IsSameStore(destination.Place, clients))
            return;
        ObjectKey to = destination.Place.Key;
        byte[] name = Encoding.UTF8.GetBytes(from.BaseName);
        if (from.Shape == TreeShape.One)
        {
            ObjectKey target = destination.Given.IsContainer ? to.AsPrefix().Append(name) : to;
            if (target == from.Place.Key && !changes)
                problems.Add($"{from.Given} would be copied onto itself, with nothing changed.");
            return;
        }
        ObjectKey below = to.AsPrefix();
        if (several && from.Shape == TreeShape.Container)
            below = below.Append([.. name, (byte)'/']);
        ObjectKey root = new(from.Place.Key.Bytes[..from.NameStart].ToArray());
        S3Location shown = from.Place with { IsLiteral = false };
        if (below == root ? !changes : below.StartsWith(from.Place.Key))
            problems.Add(below == root ? $"{shown} would be copied onto itself, with nothing changed." : $"{shown} would be copied into itself: {destination.Given} lies within it.");
    }
}
