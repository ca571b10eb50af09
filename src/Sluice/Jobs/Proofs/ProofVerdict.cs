namespace Sluice.Jobs.Proofs;

/// <summary>What both stores say of an item that a job copied.</summary>
internal enum ProofVerdict
{
    /// <summary>Both have it, with as many bytes and checksums that agree.</summary>
    Same,

    /// <summary>Both have it, and its bytes are not the same.</summary>
    Different,

    /// <summary>The destination has none.</summary>
    Missing,

    /// <summary>The source has it no more, or another one than was listed: what was copied agrees with the destination.</summary>
    SourceChanged,

    /// <summary>As many bytes, and no checksums that can be compared.</summary>
    Unproved,

    /// <summary>A store did not answer; why stands beside it.</summary>
    Unknown,
}
