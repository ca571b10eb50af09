namespace Sluice.Cli.Lines;

/// <summary>Words of a command line as a POSIX shell reads them.</summary>
static class ShellLine
{
    /// <summary>All words in one line.</summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    // Inside single quotes nothing means anything but the quote itself (POSIX, 2.2.2).
    static string Quote(string word) => word.Length > 0 && word.All(static letter => char.IsAsciiLetterOrDigit(letter) || "-_./:=@%+,".Contains(letter, StringComparison.Ordinal))
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
