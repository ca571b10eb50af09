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
    /// <summary>Those that are not proved: different, missing, or nobody knows.</summary>
    public long Unproved => Items - Same - SourceChanged;
}
