namespace Sluice.Transfer.Content;

/// <summary>What it proves when a checksum disagrees with what a store says.</summary>
internal enum ClaimCertainty
{
    /// <summary>Nothing: an ETag that may be no MD5, or parts whose size was guessed.</summary>
    None,
    /// <summary>Other bytes, once all parts but the last have turned out to be as long as the first.</summary>
    WhenPartsAreEqual,
    /// <summary>Other bytes.</summary>
    Full,
}
