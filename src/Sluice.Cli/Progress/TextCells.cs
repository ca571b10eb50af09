using System.Text;
using Sluice.Cli.Output;
using Wcwidth;

namespace Sluice.Cli.Progress;

/// <summary>Text that is cut to a number of cells of a terminal, of which some characters take two.</summary>
static class TextCells
{
    /// <summary>As much of its beginning as fits; an ellipsis says that there is more.</summary>
    public static string First(string text, int cells)
    {
        if (CountOf(text) <= cells)
            return text;
        StringBuilder first = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            cells -= Math.Max(0, UnicodeCalculator.GetWidth(rune));
            if (cells < 1)
                break;
            first.Append(rune);
        }
        return cells < 1 && first.Length == 0 ? "" : first.Append(Signs.Current.More).ToString();
    }

    /// <summary>As much of its end as fits; an ellipsis says that there is more.</summary>
    public static string Last(string text, int cells)
    {
        int left = CountOf(text), from = 0;
        if (left <= cells)
            return text;
        foreach (Rune rune in text.EnumerateRunes())
        {
            left -= Math.Max(0, UnicodeCalculator.GetWidth(rune));
            from += rune.Utf16SequenceLength;
            if (left < cells)
                break;
        }
        return cells < 1 ? "" : Signs.Current.More + text[from..];
    }

    /// <summary>As much of its beginning and twice as much of its end as fits, with an ellipsis between: of a command what it does and where.</summary>
    public static string Middle(string text, int cells)
    {
        if (CountOf(text) <= cells)
            return text;
        string first = First(text, Math.Max(1, cells / 3));
        // Each brings an ellipsis.
        return CountOf(first) < 2 ? Last(text, cells) : first[..^1] + Last(text, cells - CountOf(first) + 1);
    }

    /// <summary>As much of a line's beginning as fits.</summary>
    public static IReadOnlyList<Piece> Cut(IReadOnlyList<Piece> line, int cells)
    {
        List<Piece> cut = [];
        foreach (Piece piece in line)
        {
            if (cells <= 0)
                break;
            string text = First(piece.Text, cells);
            cut.Add(piece with { Text = text });
            cells -= CountOf(text);
        }
        return cut;
    }

    /// <summary>Cells that a text takes.</summary>
    public static int CountOf(string text)
    {
        int cells = 0;
        foreach (Rune rune in text.EnumerateRunes())
            cells += Math.Max(0, UnicodeCalculator.GetWidth(rune));
        return cells;
    }
}
