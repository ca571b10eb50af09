using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Copying;

/// <summary>One object.</summary>
internal sealed record ObjectLocationSource(S3Location Location) : CopySource;
