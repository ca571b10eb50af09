namespace Sluice.Cli.Output;

/// <summary>What the three standard streams can show.</summary>
/// <param name="InputIsTerminal">Somebody can answer a question.</param>
/// <param name="OutputIsTerminal">stdout is read by a person.</param>
/// <param name="ErrorIsTerminal">stderr is read by a person.</param>
/// <param name="MovesCursor">The terminal understands control sequences (TERM is neither dumb nor unset).</param>
/// <param name="NoColor">NO_COLOR is set to something (no-color.org).</param>
sealed record Terminal(bool InputIsTerminal, bool OutputIsTerminal, bool ErrorIsTerminal, bool MovesCursor, bool NoColor)
{
    /// <summary>The streams of this process.</summary>
    public static Terminal Current()
    {
        string? term = Environment.GetEnvironmentVariable("TERM");
        return new Terminal(
            InputIsTerminal: !Console.IsInputRedirected,
            OutputIsTerminal: !Console.IsOutputRedirected,
            ErrorIsTerminal: !Console.IsErrorRedirected,
            MovesCursor: term != "dumb" && (OperatingSystem.IsWindows() || !string.IsNullOrEmpty(term)),
            NoColor: !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
    }

    /// <summary>Whether text on stdout is coloured.</summary>
    public bool ColorsOutput(ColorChoice choice) => Colors(choice, OutputIsTerminal);

    /// <summary>Whether text on stderr is coloured.</summary>
    public bool ColorsError(ColorChoice choice) => Colors(choice, ErrorIsTerminal);

    /// <summary>Whether progress can redraw itself in place.</summary>
    public bool CanRedraw => ErrorIsTerminal && MovesCursor;

    bool Colors(ColorChoice choice, bool isTerminal) => choice switch
    {
        ColorChoice.Always => true,
        ColorChoice.Never => false,
        _ => isTerminal && MovesCursor && !NoColor,
    };
}
