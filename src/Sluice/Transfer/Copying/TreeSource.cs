using System.Text.RegularExpressions;

namespace Sluice.Transfer.Copying;

/// <summary>All files below a directory, or those of a glob.</summary>
internal sealed record TreeSource(string Root, Regex? Pattern) : CopySource
{
    /// <inheritdoc/>
    public override bool IsTree => Pattern is null;

    /// <inheritdoc/>
    public override bool IsGlob => Pattern is not null;
}
