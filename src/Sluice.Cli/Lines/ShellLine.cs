using System.Text;
using Sluice.Failures;

namespace Sluice.Cli.Lines;

/// <summary>Words of a command line as a POSIX shell reads them.</summary>
static class ShellLine
{
    /// <summary>All words in one line, for a shell: a script of it means the same words, byte for byte.</summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    /// <summary>The same for people, who paste it: a word that a terminal must not get as it is stands as <c>$'...'</c> (POSIX.1-2024, 2.2.4; bash, zsh, ksh), with the bytes in octal.</summary>
    public static string Shown(IEnumerable<string> words) => string.Join(' ', words.Select(Shown));

    /// <summary>One word of such a line.</summary>
    public static string Shown(string word) => DisplayText.OfEscaped(word) == word ? Quote(word) : Escaped(word);

    /// <summary>A variable that is set before a command, in such a line. In quotes as a whole it would be the command.</summary>
    public static string ShownSetting(string name, string value) => $"{name}={(value.Length == 0 ? "" : Shown(value))}";

    // Inside single quotes nothing means anything but the quote itself (POSIX, 2.2.2).
    static string Quote(string word) => word.Length > 0 && word.All(static letter => char.IsAsciiLetterOrDigit(letter) || "-_./:=@%+,".Contains(letter, StringComparison.Ordinal))
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    static string Escaped(string word)
    {
        StringBuilder text = new("$'");
        foreach (Rune rune in word.EnumerateRunes())
        {
            string letter = rune.ToString();
            if (letter is "'" or "\\")
                text.Append('\\').Append(letter);
            else if (DisplayText.OfEscaped(letter) == letter)
                text.Append(letter);
            else
                foreach (byte b in Encoding.UTF8.GetBytes(letter))
                    text.Append('\\').Append(Convert.ToString(b, 8).PadLeft(3, '0'));
        }
        return text.Append('\'').ToString();
    }
}
