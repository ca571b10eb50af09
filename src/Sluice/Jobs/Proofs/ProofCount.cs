namespace Sluice.Jobs.Proofs;

/// <summary>What a proof found.</summary>
/// <param name="Items">Items that the job has done.</param>
/// <param name="Same">Those that are proved.</param>
/// <param name="SourceChanged">Those whose copies are what the job read, while the source has changed or gone since.</param>
/// <param name="Lessened">Those of both whose headers, metadata or tags are not the source's.</param>
/// <param name="NotDone">Items that the job has not done: its report has them.</param>
/// <param name="Sha256">SHA-256 of what was written, in hexadecimal.</param>
public sealed record ProofCount(long Items, long Same, long SourceChanged, long Lessened, long NotDone, string Sha256)
{
    /// <summary>Items that the job was to copy, so far while its plan has no end; null where that cannot be read.</summary>
    public long? Planned { get; init; }

    /// <summary>Items that chunks have more than once, or that are in another chunk than their names belong to: some other item of the plan is in none.</summary>
    public long Misplaced { get; init; }

    /// <summary>Items of the plan that are not in the proof and of which no row tells that they were not done.</summary>
    public long Untold => Math.Max(0, (Planned ?? 0) - Items - NotDone);

    /// <summary>Those that are not proved: different, missing, or nobody knows.</summary>
    public long Unproved => Items - Same - SourceChanged;
}
