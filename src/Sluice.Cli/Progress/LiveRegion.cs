using System.Globalization;
using System.Text;
using Sluice.Cli.Output;

namespace Sluice.Cli.Progress;

/// <summary>
/// Lines at the bottom of a terminal that are drawn anew in place, as the control sequences that do it (ECMA-48: CUU, EL, ED). A terminal that became
/// narrower has cut each line that was there into several, as far as it was too long; that is counted with. One that is narrower than it says cuts what is too long for
/// it (DECAWM), so that a line is one row. For one thread at a time.
/// </summary>
sealed class LiveRegion(Paint paint)
{
    IReadOnlyList<IReadOnlyList<Piece>> _lines = [];
    // Of each line that is drawn.
    int[] _cells = [];
    // Of the terminal then.
    int _width;

    /// <summary>Draws lines in place of those before.</summary>
    /// <param name="lines">The lines. One column stays free, for some terminals wrap when the last one is written; of what is wider the beginning is drawn.</param>
    /// <param name="width">Cells of the terminal's lines now.</param>
    public string Draw(IReadOnlyList<IReadOnlyList<Piece>> lines, int width)
    {
        StringBuilder text = new(ToTop(width));
        // tmux remembers that a line was cut in two until all of it is cleared, and joins what stands there by then when it becomes wider.
        if (width != _width || Rows(width) > _cells.Length)
            text.Append(Erase(width));
        (_lines, _width) = (lines, width);
        lines = [.. lines.Select(line => TextCells.Cut(line, Math.Max(1, width - 1)))];
        _cells = [.. lines.Select(static line => line.Sum(static piece => TextCells.CountOf(piece.Text)))];
        text.Append("\x1b[?7l");
        for (int at = 0; at < lines.Count; at++)
        {
            foreach (Piece piece in lines[at])
                text.Append(Painted(piece));
            // What was right of it goes; no blank line in between, so that nothing flickers.
            text.Append("\x1b[K").Append(at < lines.Count - 1 ? "\r\n" : "");
        }
        return text.Append("\x1b[J\x1b[?7h").ToString();
    }

    /// <summary>A finished line above them, which may hold our own colour codes and be wider than the terminal; then they are drawn again.</summary>
    public string Above(string line, int width) => $"{Clear(width)}{line}\r\n{Draw(_lines, width)}";

    /// <summary>Removes them. <see cref="Draw"/> brings them back.</summary>
    public string Clear(int width)
    {
        string text = ToTop(width) + Erase(width);
        _cells = [];
        return text;
    }

    /// <summary>Draws the lines of last time again.</summary>
    public string Again(int width) => Draw(_lines, width);

    string ToTop(int width)
    {
        int rows = Rows(width);
        return rows > 1 ? string.Create(CultureInfo.InvariantCulture, $"\r\x1b[{rows - 1}A") : "\r";
    }

    // Row by row: where all of the screen is cleared at once (ED), tmux keeps what was there in what one can scroll back to.
    string Erase(int width)
    {
        int rows = Rows(width);
        if (rows < 2)
            return "\x1b[K";
        StringBuilder text = new();
        for (int row = 1; row < rows; row++)
            text.Append("\x1b[K\r\n");
        return text.Append(CultureInfo.InvariantCulture, $"\x1b[K\x1b[{rows - 1}A").ToString();
    }

    int Rows(int width) => _cells.Sum(cells => Math.Max(1, (cells + width - 1) / width));

    string Painted(Piece piece) => piece.Tone switch
    {
        Tone.Strong => paint.Bold(piece.Text),
        Tone.Dim => paint.Dim(piece.Text),
        Tone.Good => paint.Green(piece.Text),
        Tone.Warning => paint.Yellow(piece.Text),
        Tone.Bad => paint.Red(piece.Text),
        _ => piece.Text,
    };
}
