using Sluice.Cli.Output;
using Sluice.Jobs.Watching;

namespace Sluice.Cli.Jobs;

/// <summary>Which shards of a job that is shared by index are not done: fewer workers than shards leave chunks that nobody takes over.</summary>
static class ShardText
{
    // Shards that are named.
    const int Most = 8;

    /// <summary>A sentence; null where all is sealed.</summary>
    /// <param name="watch">The job, as it was read.</param>
    /// <param name="workers">Of how many shards.</param>
    /// <param name="place">Where it is, as a shell reads it.</param>
    public static string? Of(JobWatch watch, int workers, string place)
    {
        IReadOnlyList<int> open = watch.OpenShards(workers);
        if (open.Count == 0)
            return null;
        string names = string.Join(", ", open.Take(Most).Select(shard => new WorkerIndex(shard, workers)));
        return $"Not all is sealed of {names}{(open.Count > Most ? $" and {Numbers.Count(open.Count - Most, "other")}" : "")}: nobody takes over a shard without a worker ('sluice work {place} --shard {open[0]}/{workers}').";
    }
}
