using Sluice.Cli.Output;

namespace Sluice.Cli.Progress;

/// <summary>One line of pieces, two blanks apart, no wider than asked.</summary>
static class PieceLine
{
    const int Gap = 2;

    /// <summary>
    /// The pieces that fit, in their order. Those that are kept come first, in fewer cells if there is no other room for all of them; then the others, the
    /// last of which go first. Of a line without room for any the first one is cut.
    /// </summary>
    public static IReadOnlyList<Piece> Fit(List<Piece> pieces, int width)
    {
        if (pieces.Count == 0)
            return [];
        bool hasKept = pieces.Exists(static piece => piece.IsKept);
        bool[] chosen = new bool[pieces.Count];
        int used = Choose(pieces, chosen, width, 0, static piece => piece.IsKept);
        if (hasKept && !AllKept(pieces, chosen))
        {
            pieces = [.. pieces.Select(static piece => piece with { Text = piece.Short ?? piece.Text })];
            Array.Clear(chosen);
            used = Choose(pieces, chosen, width, 0, static piece => piece.IsKept);
        }
        // What is worth less does not take the place of what had none.
        if (!hasKept || AllKept(pieces, chosen))
            Choose(pieces, chosen, width, used, static piece => !piece.IsKept);
        List<Piece> line = [];
        for (int at = 0; at < pieces.Count; at++)
            if (chosen[at])
                line.AddRange(line.Count > 0 ? [new Piece("  "), pieces[at]] : [pieces[at]]);
        if (line.Count > 0)
            return line;
        Piece first = pieces.Find(piece => piece.IsKept == hasKept);
        return TextCells.Cut([first], width);
    }

    /// <summary>Cells of a text and the gap before or behind it.</summary>
    public static int CellsWithGap(Piece piece) => TextCells.CountOf(piece.Text) + Gap;

    static int Choose(List<Piece> pieces, bool[] chosen, int width, int used, Func<Piece, bool> isMeant)
    {
        for (int at = 0; at < pieces.Count; at++)
        {
            if (!isMeant(pieces[at]))
                continue;
            int cells = TextCells.CountOf(pieces[at].Text) + (used == 0 ? 0 : Gap);
            if (used + cells > width)
                break;
            (chosen[at], used) = (true, used + cells);
        }
        return used;
    }

    static bool AllKept(List<Piece> pieces, bool[] chosen) => !pieces.Where((piece, at) => piece.IsKept && !chosen[at]).Any();
}
