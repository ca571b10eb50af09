using Sluice.Cli.Output;

namespace Sluice.Cli.Commands;

/// <summary>Lays out a page of help: as wide as the terminal, at most <see cref="Widest"/> cells; what has a name stands beside it where there is room, else below it.</summary>
/// <param name="output">Where its lines go.</param>
/// <param name="width">Cells of a line.</param>
sealed class HelpPage(TextWriter output, int width)
{
    /// <summary>Longer lines are hard to read.</summary>
    public const int Widest = 100;

    // Less beside a name is a column of single words.
    const int LeastText = 32;
    const int Below = 6;

    /// <summary>A line for itself, broken between words.</summary>
    public void Line(string text)
    {
        foreach (string part in WordWrap.Fold(text, width))
            output.WriteLine(part);
    }

    /// <summary>How a command is called; what does not fit stands below its beginning.</summary>
    public void Usage(string command)
    {
        string label = "Usage: ";
        foreach (string part in WordWrap.Fold(command, Math.Max(1, width - label.Length)))
        {
            output.WriteLine(label + part);
            label = new string(' ', label.Length);
        }
    }

    /// <summary>An empty line, and a heading.</summary>
    public void Section(string title)
    {
        output.WriteLine();
        Line(title);
    }

    /// <summary>Text as it was written where it fits, else filled anew: lines that are indented stay for themselves, and an empty one ends a paragraph.</summary>
    public void Text(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        if (width == Widest || lines.All(line => line.Length <= width))
        {
            foreach (string line in lines)
                output.WriteLine(line);
            return;
        }
        string paragraph = "";
        foreach (string line in lines)
        {
            bool isForItself = line.Length == 0 || line[0] == ' ';
            if (isForItself && paragraph.Length > 0)
            {
                Line(paragraph);
                paragraph = "";
            }
            if (isForItself)
                Line(line);
            else
                paragraph += paragraph.Length > 0 ? " " + line : line;
        }
        if (paragraph.Length > 0)
            Line(paragraph);
    }

    /// <summary>A name, and what it means.</summary>
    /// <param name="name">With the blanks before it.</param>
    /// <param name="column">Where the meaning begins, if both have room.</param>
    /// <param name="meaning">What it means.</param>
    public void Named(string name, int column, string meaning)
    {
        int at = width - column >= LeastText ? column : Math.Min(Below, width / 4);
        string left = name;
        if (name.Length > at - 2)
        {
            Line(name);
            left = "";
        }
        foreach (string line in WordWrap.Fold(meaning, width - at))
        {
            output.WriteLine(left.PadRight(at) + line);
            left = "";
        }
    }

    /// <summary>Command lines with what they do behind them, or above each where there is no room for both.</summary>
    public void Examples(IReadOnlyList<Example> examples)
    {
        int longest = examples.Max(static example => example.Line.Length);
        foreach (Example example in examples)
        {
            if (longest + example.Effect.Length + 6 <= width)
            {
                output.WriteLine($"  {example.Line.PadRight(longest)}  # {example.Effect}");
                continue;
            }
            foreach (string part in WordWrap.Fold(example.Effect, Math.Max(1, width - 4)))
                output.WriteLine($"  # {part}");
            // Not broken: a terminal breaks it where it can be copied as one line.
            output.WriteLine($"  {example.Line}");
        }
    }
}
