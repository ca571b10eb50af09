using Sluice.Transfer;

namespace Sluice.Trees.Names;

/// <summary>The names of the items that a run acts on, instead of a listing: relative to its one source, one after another.</summary>
/// <param name="Path">A file, or <c>-</c> for standard input.</param>
/// <param name="NulSeparated">Names end in NUL and may hold line ends. Otherwise they end in LF or CRLF; blank lines are skipped.</param>
public sealed record NameList(string Path, bool NulSeparated);
