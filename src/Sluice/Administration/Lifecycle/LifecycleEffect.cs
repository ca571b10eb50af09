namespace Sluice.Administration.Lifecycle;

/// <summary>What one rule will do in one way, of what is there now.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Action">What is done.</param>
/// <param name="StorageClass">Where a move goes; empty for what is no move.</param>
public sealed record LifecycleEffect(BucketLifecycleRule Rule, LifecycleAction Action, string StorageClass)
{
    /// <summary>Objects, versions, markers or uploads whose time has come: the store may do it at any moment.</summary>
    public long Due { get; private set; }

    /// <summary>Bytes of those; unfinished uploads tell none.</summary>
    public long DueBytes { get; private set; }

    /// <summary>Those whose time comes later.</summary>
    public long Later { get; private set; }

    /// <summary>Bytes of those.</summary>
    public long LaterBytes { get; private set; }

    /// <summary>Of those, how many come within <see cref="LifecycleForecast.SoonDays"/>.</summary>
    public long Soon { get; private set; }

    /// <summary>Bytes of these.</summary>
    public long SoonBytes { get; private set; }

    /// <summary>When the first of the later ones is due; null when there is none.</summary>
    public DateTimeOffset? Next { get; private set; }

    /// <summary>When the last of the later ones is due; null when there is none.</summary>
    public DateTimeOffset? Last { get; private set; }

    /// <summary>Objects, or versions, are gone or hidden by it.</summary>
    public bool Removes => Action is LifecycleAction.Remove or LifecycleAction.Hide or LifecycleAction.RemoveOlder;

    internal void Add(DateTimeOffset when, DateTimeOffset now, long bytes)
    {
        if (when <= now)
        {
            Due++;
            DueBytes += bytes;
            return;
        }
        Later++;
        LaterBytes += bytes;
        if (when - now <= TimeSpan.FromDays(LifecycleForecast.SoonDays))
        {
            Soon++;
            SoonBytes += bytes;
        }
        Next = Next is { } next && next < when ? next : when;
        Last = Last is { } last && last > when ? last : when;
    }
}
