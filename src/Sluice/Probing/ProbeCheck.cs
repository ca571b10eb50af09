using Sluice.S3;

namespace Sluice.Probing;

/// <summary>One thing that S3 does and a store may do otherwise.</summary>
/// <param name="Name">Lower-case words with hyphens; never changes its meaning.</param>
/// <param name="Area">What it is about.</param>
/// <param name="Claim">What S3 does, as a sentence about the store without its subject, such as "lists keys in the order of their bytes".</param>
/// <param name="Page">Page of S3's documentation, or RFC, that says so.</param>
/// <param name="Remedy">What Sluice does, or cannot do, where the store does otherwise: a sentence.</param>
public sealed record ProbeCheck(string Name, ProbeArea Area, string Claim, string Page, string Remedy)
{
    /// <summary>Sluice's promises need it, and nothing that Sluice does makes up for it in full. Default false: there is a way around it, or only error texts differ.</summary>
    public bool IsReliedOn { get; init; }

    /// <summary>What is remembered of a store that deviates in this. Default: nothing.</summary>
    public StoreDeviations Remembered { get; init; }

    /// <summary>All of them, in the order in which they are tried.</summary>
    public static IReadOnlyList<ProbeCheck> All { get; } =
    [
        .. Checks.ConditionChecks.All, .. Checks.ChecksumChecks.All, .. Checks.ConsistencyChecks.All, .. Checks.ListingChecks.All, .. Checks.KeyChecks.All, .. Checks.MultipartChecks.All,
        .. Checks.CopyChecks.All, .. Checks.ReadingChecks.All, .. Checks.AttributeChecks.All, .. Checks.RemovalChecks.All, .. Checks.ErrorChecks.All,
    ];

    /// <summary>Tries it.</summary>
    internal Func<ProbedStore, Observation> Look { get; init; } = static _ => Observation.Unknown("not tried");
}
