using System.Text.RegularExpressions;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Copying;

/// <summary>All objects below a prefix, or those of a glob.</summary>
/// <param name="Location">As given.</param>
/// <param name="Prefix">What to list.</param>
/// <param name="NameStart">Bytes of each key before the name that is kept.</param>
/// <param name="Pattern">What whole keys must match; null for all.</param>
internal sealed record PrefixSource(S3Location Location, ObjectKey Prefix, int NameStart, Regex? Pattern) : CopySource
{
    /// <inheritdoc/>
    public override bool IsTree => Pattern is null;

    /// <inheritdoc/>
    public override bool IsGlob => Pattern is not null;
}
