using Sluice.Trees.Local;

namespace Sluice.Transfer.Copying;

/// <summary>One file, or what is there instead.</summary>
internal sealed record FileSource(string Path, FileStatus Status) : CopySource;
