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

/// <summary>What a command prints.</summary>
/// <param name="Json">One JSON object a line on stdout instead of text.</param>
/// <param name="Quiet">Errors only.</param>
/// <param name="Verbose">A line for every item that is done.</param>
/// <param name="Progress">Show progress on stderr.</param>
/// <param name="Color">When to use colours.</param>
sealed record OutputSettings(bool Json = false, bool Quiet = false, bool Verbose = false, bool Progress = true, ColorChoice Color = ColorChoice.Auto);
