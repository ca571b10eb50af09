using Sluice.Failures;
using Sluice.Jobs.Deltas;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Jobs;

/// <summary>Jobs beside a new one that write to the same place and are not over.</summary>
public static class OtherJobs
{
    // What lies beside a job need not be jobs, and each costs a request.
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Where they are, and where each writes to; none where that cannot be told, and those that were found where it takes more than two seconds.</summary>
    /// <param name="place">Where the new one is going to be.</param>
    /// <param name="destination">Where it writes to, as it was typed: a template up to its first placeholder counts.</param>
    /// <param name="destinationOf">Reads where the command of a job writes to; null for nowhere.</param>
    /// <param name="clients">The stores.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static IReadOnlyList<(Location Job, Location Destination)> WritingTo(Location place, Location destination, Func<JobDefinition, Location?> destinationOf, S3ClientFactory clients, CancellationToken cancellationToken)
    {
        TreeContext trees = new(clients);
        List<(Location, Location)> found = [];
        using CancellationTokenSource limit = new(Longest, clients.Defaults.Client.Clock);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            foreach (Location other in JobStore.Below(Beside(place), clients, stop.Token))
                if (!other.Overlaps(place, trees) && Read(other) is { } to)
                    found.Add((other, to));
        }
        catch (Exception unknown) when (unknown is FailureException or S3Exception or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            // Who may not list jobs may create one, and so may who is not told in time.
        }
        return found;

        // Where a job that is not over writes to the same place.
        Location? Read(Location other)
        {
            JobStore store = JobStore.Open(other, clients);
            try
            {
                return JobState.Find(store, stop.Token) is { } job && destinationOf(job) is { } to && JobPlaces.Fixed(to).Overlaps(JobPlaces.Fixed(destination), trees)
                    && JobState.Read(store, stop.Token) is { IsOver: false, IsCancelled: false } state
                    // Of one that another goes on from, workers that are still at it write, and no others.
                    && (state.Leases.Count > 0 || JobSuccessor.Of(store, clients, stop.Token) is null) ? to : null;
            }
            catch (FailureException damaged) when (damaged.Failure.Code == JobState.Damaged)
            {
                return null;
            }
        }
    }

    static Location Beside(Location place) => place.InStore is { } at ? Above(at) : Above(Path.TrimEndingDirectorySeparator(Path.GetFullPath(place.FilePath!)));

    static S3Location Above(S3Location place)
    {
        ReadOnlySpan<byte> key = place.Key.Bytes.TrimEnd((byte)'/');
        return place with { Key = new ObjectKey(key[..(key.LastIndexOf((byte)'/') + 1)].ToArray()), IsName = true };
    }

    static LocalLocation Above(string path) => new(Path.GetDirectoryName(path) ?? path) { IsLiteral = true };
}
