namespace Sluice.Jobs;

/// <summary>Why a worker has ended.</summary>
public enum WorkerEnd
{
    /// <summary>Every chunk that it may do is sealed.</summary>
    Done,

    /// <summary>It was asked to stop: what it had is given back.</summary>
    Drained,

    /// <summary>The job was cancelled.</summary>
    Cancelled,

    /// <summary>A chunk could not be done, for a reason that the next one would meet too.</summary>
    Stuck,
}
