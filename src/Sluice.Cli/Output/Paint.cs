namespace Sluice.Cli.Output;

/// <summary>Colours text, or leaves it as it is. Only the eight colours that every terminal theme defines (ECMA-48, SGR).</summary>
sealed class Paint(bool enabled)
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

    string Sgr(string code, string text) => enabled && text.Length > 0 ? $"\x1b[{code}m{text}\x1b[0m" : text;
}
