namespace Sluice.Cli.Progress;

/// <summary>What a piece of the view means; the terminal's theme decides how it looks.</summary>
enum Tone
{
    /// <summary>As it is.</summary>
    Plain,
    /// <summary>The figure one looks for.</summary>
    Strong,
    /// <summary>Background knowledge.</summary>
    Dim,
    /// <summary>Progress made.</summary>
    Good,
    /// <summary>Worth a look.</summary>
    Warning,
    /// <summary>Failures.</summary>
    Bad,
}

/// <summary>A piece of a line.</summary>
readonly record struct Piece(string Text, Tone Tone = Tone.Plain)
{
    /// <summary>The same in fewer cells, for lines without room for what is kept; null where it has none.</summary>
    public string? Short { get; init; }

    /// <summary>A narrow line drops other pieces first.</summary>
    public bool IsKept { get; init; }
}
