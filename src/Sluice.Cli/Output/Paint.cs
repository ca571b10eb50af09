using System.Text.RegularExpressions;

namespace Sluice.Cli.Output;

/// <summary>Colours text, or leaves it as it is. Only the eight colours that every terminal theme defines (ECMA-48, SGR).</summary>
sealed partial class Paint(bool enabled)
{
    /// <summary>No colours.</summary>
    public static Paint None { get; } = new(false);

    /// <summary>True when text is coloured.</summary>
    public bool Enabled => enabled;

    /// <summary>Bold.</summary>
    public string Bold(string text) => Sgr("1", text);

    /// <summary>For what matters less.</summary>
    public string Dim(string text) => Sgr("2", text);

    /// <summary>For failures.</summary>
    public string Red(string text) => Sgr("31", text);

    /// <summary>For success.</summary>
    public string Green(string text) => Sgr("32", text);

    /// <summary>For warnings.</summary>
    public string Yellow(string text) => Sgr("33", text);

    /// <summary>For names.</summary>
    public string Cyan(string text) => Sgr("36", text);

    /// <summary>Without colours and links, for what is no terminal.</summary>
    public static string Plain(string text) => Codes().Replace(text, "");

    [GeneratedRegex("\u001b\\[[0-9;]*m|\u001b]8;;[^\u001b]*\u001b\\\\")]
    private static partial Regex Codes();

    string Sgr(string code, string text) => enabled && text.Length > 0 ? $"\x1b[{code}m{text}\x1b[0m" : text;
}
