using System.Text;
using Sluice.Failures;
using Sluice.Jobs.Store;

namespace Sluice.Jobs;

/// <summary>Chunks that a worker could not read, which its job's store then tells of: nothing else would. Safe for many threads.</summary>
/// <param name="store">The job.</param>
internal sealed class UnreadableChunks(JobStore store)
{
    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly List<JobDamage> _all = [];
    Failure? _first;

    /// <summary>What is damaged: the chunk itself, or what was begun of a large object.</summary>
    public IReadOnlyList<JobDamage> All
    {
        get
        {
            lock (_gate)
                return [.. _all];
        }
    }

    /// <summary>Why the first could not be read, and what that means; null when all could.</summary>
    /// <param name="isAll">Nothing else is left.</param>
    public string? Problem(bool isAll)
    {
        lock (_gate)
            return _first is null ? null : $"{_first.Message} {(_all.Count == 1 ? "Its items are" : $"Of {_all.Count:N0} such chunks the items are")} not done{(isAll ? "; all others are" : "")}.";
    }

    /// <summary>Takes note of one. Throws <see cref="FailureException"/> with <see cref="JobState.Deleted"/> where the whole job is gone.</summary>
    public void Add(string chunk, Failure why)
    {
        JobState.ThrowIfDeleted(store, CancellationToken.None);
        store.Write(JobNames.UnreadableOf(chunk), Encoding.UTF8.GetBytes(why.Message), CancellationToken.None);
        lock (_gate)
        {
            _first ??= why;
            _all.Add(JobNames.IsJoin(chunk) || JobNames.RangeOf(chunk) is not null || JobNames.SectionOf(chunk) is not null ? new JobDamage(JobNames.ParentOf(chunk)!, JobDamageKind.Seal) : new JobDamage(chunk, JobDamageKind.Chunk));
        }
    }
}
