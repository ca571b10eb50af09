namespace Sluice.Transfer;

/// <summary>Something that a source has besides its bytes and its copy has not, or may not have. Both texts are fit for a terminal.</summary>
/// <param name="Name">What: <c>tags</c>, <c>storage class GLACIER</c>.</param>
/// <param name="Why">Why, such as <c>could not be read (denied)</c>.</param>
public sealed record AttributeLoss(string Name, string Why)
{
    /// <summary>Nobody asked whether the source has it: told of the run, and not of each object.</summary>
    internal bool IsUnasked { get; init; }

    /// <summary>Both, as the end of a sentence.</summary>
    public override string ToString() => $"{Name} {Why}";
}

/// <summary>How many objects of a run lost the same for the same reason.</summary>
/// <param name="Attribute">What, and why.</param>
/// <param name="Objects">How many.</param>
public sealed record AttributeLossCount(AttributeLoss Attribute, long Objects);
