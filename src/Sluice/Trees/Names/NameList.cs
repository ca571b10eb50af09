using System.Text;
using Sluice.Transfer;

namespace Sluice.Trees.Names;

/// <summary>The names of the items that a run acts on, instead of a listing: relative to its one source, one after another.</summary>
/// <param name="Path">A file, or <c>-</c> for standard input.</param>
/// <param name="NulSeparated">Names end in NUL and may hold line ends. Otherwise they end in LF or CRLF; blank lines are skipped.</param>
public sealed record NameList(string Path, bool NulSeparated)
{
    // The list itself, each name with NUL behind it; null when Path says where it is.
    ReadOnlyMemory<byte>? Held { get; init; }

    /// <summary>A list of these names, which is not read from anywhere.</summary>
    public static NameList Of(IEnumerable<string> names) => new("names", NulSeparated: true) { Held = Encoding.UTF8.GetBytes(string.Concat(names.Select(static name => name + '\0'))) };

    /// <summary>Opens it. Throws <see cref="IOException"/> when it cannot be read.</summary>
    /// <param name="openInput">Opens standard input.</param>
    internal Stream Open(Func<Stream> openInput) => Held is { } held ? new MemoryStream(held.ToArray(), writable: false)
        : Path == "-" ? openInput() : new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
}
