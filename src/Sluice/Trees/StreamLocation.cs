namespace Sluice.Trees;

/// <summary>Standard input as a source, standard output as a destination.</summary>
public sealed record StreamLocation : Location
{
    /// <inheritdoc/>
    public override bool IsStream => true;

    /// <inheritdoc/>
    internal override bool IsContainer => true;

    /// <inheritdoc/>
    internal override bool KeepsNames => false;

    /// <inheritdoc/>
    internal override bool KeepsNothing => true;

    /// <inheritdoc/>
    internal override string? ProblemAsPlace(string role) => $"The {role} of a sync is a directory or a prefix, not a stream (-).";

    /// <inheritdoc/>
    internal override Tree Open(TreeContext context, bool recursive) => new StreamTree { Given = this, Shape = TreeShape.One };

    /// <inheritdoc/>
    internal override Tree OpenPlace(TreeContext context, bool asContainer) => Open(context, recursive: false);

    /// <inheritdoc/>
    public override string ToString() => "-";
}
