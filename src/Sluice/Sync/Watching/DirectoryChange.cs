namespace Sluice.Sync.Watching;

/// <summary>What changed below a directory since it was last asked.</summary>
/// <param name="Names">Files that came or were written, relative to it, with slashes, each once; null when only a look at all of it can tell.</param>
/// <param name="IsSomethingGone">Something that was there before is not there any more: a file, or a directory with all that it held.</param>
public sealed record DirectoryChange(IReadOnlyCollection<string>? Names, bool IsSomethingGone);
