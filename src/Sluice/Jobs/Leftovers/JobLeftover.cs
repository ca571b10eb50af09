using Sluice.Failures;
using Sluice.Trees;

namespace Sluice.Jobs.Leftovers;

/// <summary>Something that a job has left, or has in hand.</summary>
/// <param name="At">Where it is.</param>
/// <param name="UploadId">Id of a multipart upload; null for a file.</param>
/// <param name="State">Whether it is left over.</param>
/// <param name="Age">For how long it has been there, as its own store's clock tells; null where that is not known.</param>
/// <param name="Parts">Parts of an upload; null for a file, and where they are more than a page of a listing.</param>
/// <param name="Bytes">Its bytes; null where that is not known.</param>
public sealed record JobLeftover(Location At, string? UploadId, LeftoverState State, TimeSpan? Age, int? Parts, long? Bytes)
{
    internal Func<CancellationToken, Failure?> Removal { get; init; } = static _ => null;

    /// <summary>Removes it. Why that failed, or null; what is gone already is no failure.</summary>
    public Failure? Remove(CancellationToken cancellationToken) => Removal(cancellationToken);
}
