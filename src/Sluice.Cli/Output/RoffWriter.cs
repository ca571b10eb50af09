using System.Text;

namespace Sluice.Cli.Output;

/// <summary>Writes a manual page with the macros of man(7), of text that is nowhere taken for a macro or an escape.</summary>
sealed class RoffWriter
{
    readonly StringBuilder _page = new();

    /// <summary>Begins a page of section 1. Lines are neither justified nor hyphenated: what is copied from them is what was written.</summary>
    /// <param name="name">Of the page, such as <c>sluice-cp</c>.</param>
    /// <param name="date">When it was made.</param>
    /// <param name="source">Whose page it is, with its version.</param>
    public RoffWriter(string name, DateOnly date, string source) =>
        _page.Append($".TH {Escape(name.ToUpperInvariant())} 1 {date:yyyy\\-MM\\-dd} \"{Escape(source)}\" \"Sluice\"\n.ad l\n.nh\n");

    /// <summary>Text in bold, to be given to <see cref="Tagged"/> and <see cref="Line"/>.</summary>
    public static string Bold(string text) => $"\\fB{Escape(text)}\\fR";

    /// <summary>Text in italics, for what a user puts something else in place of.</summary>
    public static string Italic(string text) => $"\\fI{Escape(text)}\\fR";

    /// <summary>Text as it stands there: groff_man(7) and groff_char(7) have what must not be written plainly.</summary>
    public static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\\' => escaped.Append("\\(rs"),
                '-' => escaped.Append("\\-"),
                '\'' => escaped.Append("\\(aq"),
                '"' => escaped.Append("\\(dq"),
                '`' => escaped.Append("\\(ga"),
                '^' => escaped.Append("\\(ha"),
                '~' => escaped.Append("\\(ti"),
                > 126 => escaped.Append($"\\[u{rune.Value:X4}]"),
                _ => escaped.Append((char)rune.Value),
            };
        }
        return escaped.ToString();
    }

    /// <summary>A heading.</summary>
    public void Section(string title) => _page.Append($".SH {Escape(title.ToUpperInvariant())}\n");

    /// <summary>A heading below it.</summary>
    public void Subsection(string title) => _page.Append($".SS {Escape(title)}\n");

    /// <summary>Lines that are filled; an empty one begins a paragraph.</summary>
    public void Paragraphs(string text)
    {
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
            Line(line.Length == 0 ? null : Escape(line));
    }

    /// <summary>What something is called, and what it is.</summary>
    /// <param name="tag">Its name, escaped.</param>
    /// <param name="text">What it is; empty for nothing.</param>
    public void Tagged(string tag, string text)
    {
        _page.Append(".TP\n");
        Line(tag);
        Line(Escape(text));
    }

    /// <summary>A line of escaped text; null begins a paragraph.</summary>
    public void Line(string? escaped)
    {
        if (escaped is null)
            _page.Append(".PP\n");
        else if (escaped.Length > 0)
            _page.Append(escaped[0] == '.' ? "\\&" : "").Append(escaped).Append('\n');
    }

    /// <summary>The page.</summary>
    public override string ToString() => _page.ToString();
}
