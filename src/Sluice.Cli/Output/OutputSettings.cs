namespace Sluice.Cli.Output;

/// <summary>When colours are used.</summary>
enum ColorChoice
{
    /// <summary>On a terminal that has them, unless NO_COLOR is set.</summary>
    Auto,
    /// <summary>Also into pipes and files.</summary>
    Always,
    /// <summary>Nowhere.</summary>
    Never,
}

/// <summary>How a run shows itself on stderr while it goes on.</summary>
enum ProgressChoice
{
    /// <summary>Redrawn in place on a terminal, a line now and then elsewhere.</summary>
    Auto,
    /// <summary>Redrawn in place on a terminal, also where lines of stdout scroll through it; lines elsewhere.</summary>
    Bar,
    /// <summary>A line with its time now and then.</summary>
    Lines,
    /// <summary>The same as a JSON object.</summary>
    Json,
    /// <summary>Not at all.</summary>
    None,
}

/// <summary>What a command prints.</summary>
/// <param name="Json">One JSON object a line on stdout instead of text.</param>
/// <param name="Quiet">Errors only.</param>
/// <param name="Verbose">A line for every item that is done.</param>
/// <param name="Progress">How progress is shown on stderr.</param>
/// <param name="Color">When to use colours.</param>
sealed record OutputSettings(bool Json = false, bool Quiet = false, bool Verbose = false, ProgressChoice Progress = ProgressChoice.Auto, ColorChoice Color = ColorChoice.Auto)
{
    /// <summary>Time between two lines of progress.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Times are told in UTC; else in the zone of this machine.</summary>
    public bool Utc { get; init; }
}
