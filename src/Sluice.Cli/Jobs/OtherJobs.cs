using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Jobs;

/// <summary>Jobs beside a new one that write to the same place and are not over.</summary>
static class OtherJobs
{
    // What lies beside a job need not be jobs, and each costs a request.
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Where they are, and where each writes to; none where that cannot be told.</summary>
    /// <param name="place">Where the new one is going to be.</param>
    /// <param name="destination">Where it writes to.</param>
    /// <param name="clients">The stores.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static IReadOnlyList<(Location Job, Location Destination)> WritingTo(Location place, Location destination, S3ClientFactory clients, CancellationToken cancellationToken)
    {
        List<(Location, Location)> found = [];
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        try
        {
            foreach (Location other in JobStore.Jobs(Beside(place), clients, limit.Token))
            {
                JobStore store = JobStore.Open(other, clients);
                if (!Same(other, place) && JobState.Find(store, limit.Token) is { } job && JobCommandLine.SourceOf(job.Words, out Location? to, out _) is not null && to is not null
                    && (Within(to, destination) || Within(destination, to)) && JobState.Read(store, limit.Token) is { IsOver: false, IsCancelled: false })
                    found.Add((other, to));
            }
        }
        catch (Exception unknown) when (unknown is FailureException or S3Exception or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            // Who may not list jobs may create one, and so may who is not told in time.
        }
        return found;
    }

    static Location Beside(Location place)
    {
        if (place.InStore is not { } at)
            return LocationParser.Parse(Path.GetDirectoryName(Path.GetFullPath(place.FilePath!).TrimEnd('/')) ?? "/");
        string key = at.Key.ToString().TrimEnd('/');
        return at with { Key = new ObjectKey(key[..Math.Max(0, key.LastIndexOf('/'))]) };
    }

    static bool Same(Location a, Location b) => Name(a) == Name(b);

    static bool Within(Location inner, Location outer) => Name(inner).StartsWith(Name(outer), StringComparison.Ordinal);

    static string Name(Location place) => $"{(place.FilePath is { } path ? Path.GetFullPath(path) : place.ToString())!.TrimEnd('/')}/";
}
