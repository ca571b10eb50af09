namespace Sluice.Trees;

/// <summary>Standard input as a source, standard output as a destination.</summary>
public sealed record StreamLocation : Location
{
    /// <inheritdoc/>
    public override string ToString() => "-";
}
