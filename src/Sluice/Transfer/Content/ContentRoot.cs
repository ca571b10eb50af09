using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Transfer.Content;

/// <summary>One side of a comparison.</summary>
/// <param name="Root">The directory, or bucket and prefix, that names are relative to.</param>
/// <param name="Client">The store; null when the side is local.</param>
internal sealed record ContentRoot(Location Root, S3Client? Client);
