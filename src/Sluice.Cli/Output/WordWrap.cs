using System.Text;
using Wcwidth;

namespace Sluice.Cli.Output;

/// <summary>Lines for a terminal that is narrower: broken between words, where a terminal breaks them anywhere; never within a command that can be pasted.</summary>
static class WordWrap
{
    // Room for text behind a label; with less of it text begins at the left.
    const int LeastRoom = 24;

    const string Command = "sluice ";

    /// <summary>A line as lines, none wider than asked but for words and commands that are. What follows a label, behind two blanks, stays behind it.</summary>
    /// <param name="line">The line, which may hold control sequences of our own.</param>
    /// <param name="width">Cells of the terminal's lines.</param>
    public static IEnumerable<string> Fold(string line, int width)
    {
        int hang = Hang(line, width), start = 0, blank = -1, cells = 0, kept = 0;
        string indent = "";
        for (int at = 0; at < line.Length;)
        {
            if (SequenceLength(line, at) is > 0 and int skipped)
            {
                at += skipped;
                continue;
            }
            Rune.DecodeFromUtf16(line.AsSpan(at), out Rune rune, out int taken);
            if (rune.Value == 's' && CommandEnd(line, at) is > 0 and int end)
                kept = end;
            if (rune.Value == ' ' && at >= kept && cells > indent.Length && HasText(line, start, at))
                blank = at;
            cells += Math.Max(0, UnicodeCalculator.GetWidth(rune));
            at += taken;
            // A blank at the end needs no cell.
            if (cells <= width || blank <= start || rune.Value == ' ')
                continue;
            yield return indent + line[start..blank].TrimEnd(' ');
            (start, at, blank, indent) = (blank + 1, blank + 1, -1, new string(' ', hang));
            cells = hang;
        }
        yield return indent + line[start..];
    }

    // Behind the last two blanks in a row that leave room, else where the line itself begins.
    static int Hang(string line, int width)
    {
        int cells = 0, blanks = 0, first = -1, hang = 0;
        for (int at = 0; at < line.Length && cells <= width - LeastRoom;)
        {
            if (SequenceLength(line, at) is > 0 and int skipped)
            {
                at += skipped;
                continue;
            }
            Rune.DecodeFromUtf16(line.AsSpan(at), out Rune rune, out int taken);
            if (rune.Value != ' ' && (blanks > 1 || first < 0))
                (hang, first) = (cells, cells);
            blanks = rune.Value == ' ' ? blanks + 1 : 0;
            cells += Math.Max(0, UnicodeCalculator.GetWidth(rune));
            at += taken;
        }
        return Math.Min(hang, Math.Max(0, width - LeastRoom));
    }

    // Behind a command of sluice that begins here: in quotes, or behind a colon or a semicolon up to where its sentence ends. 0 for none.
    static int CommandEnd(string line, int at)
    {
        if (string.CompareOrdinal(line, at, Command, 0, Command.Length) != 0 || at == 0)
            return 0;
        if (line[at - 1] == '\'')
            return line.IndexOf('\'', at) is > 0 and int quote ? quote : 0;
        if (line[at - 1] != ' ' || at < 2 || line[at - 2] is not (':' or ';'))
            return 0;
        bool isQuoted = false;
        for (int end = at; end < line.Length; end++)
        {
            isQuoted ^= line[end] == '\'';
            if (!isQuoted && (string.CompareOrdinal(line, end, " (", 0, 2) == 0 || string.CompareOrdinal(line, end, "; ", 0, 2) == 0 || IsSentenceEnd(line, end)))
                return end;
        }
        return line.Length;
    }

    // A dot for itself is a directory.
    static bool IsSentenceEnd(string line, int at) => line[at] == '.' && line[at - 1] != ' ' && at + 2 < line.Length && line[at + 1] == ' ' && char.IsUpper(line[at + 2]);

    static bool HasText(string line, int from, int to) => line.AsSpan(from, to - from).IndexOfAnyExcept(' ') >= 0;

    // ECMA-48: CSI up to its final byte, OSC (colours and links) up to its terminator.
    static int SequenceLength(string line, int at)
    {
        if (line[at] != '\x1b' || at + 1 >= line.Length)
            return 0;
        if (line[at + 1] == ']')
            return line.IndexOf("\x1b\\", at + 2, StringComparison.Ordinal) is >= 0 and int end ? end + 2 - at : 0;
        int last = at + 2;
        while (last < line.Length && line[last] is < '@' or > '~')
            last++;
        return line[at + 1] == '[' && last < line.Length ? last + 1 - at : 0;
    }
}
