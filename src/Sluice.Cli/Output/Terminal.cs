using System.Runtime.InteropServices;

namespace Sluice.Cli.Output;

/// <summary>What the three standard streams can show.</summary>
/// <param name="InputIsTerminal">Somebody can answer a question.</param>
/// <param name="OutputIsTerminal">stdout is read by a person.</param>
/// <param name="ErrorIsTerminal">stderr is read by a person.</param>
/// <param name="MovesCursor">The terminal understands control sequences (TERM is neither dumb nor unset).</param>
/// <param name="NoColor">NO_COLOR is set to something (no-color.org).</param>
sealed partial record Terminal(bool InputIsTerminal, bool OutputIsTerminal, bool ErrorIsTerminal, bool MovesCursor, bool NoColor)
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

    /// <summary>The same of what stdout shows.</summary>
    public bool CanRedrawOutput => OutputIsTerminal && MovesCursor;

    /// <summary>Writes to stdout at once: what waits in a buffer would be a frame that is half there.</summary>
    public static void Show(string text)
    {
        Console.Out.Write(text);
        Console.Out.Flush();
    }

    /// <summary>Tells how wide stderr is now; null where it is no terminal.</summary>
    public Func<int>? ErrorWidth => ErrorIsTerminal ? static () => Size().Width : null;

    /// <summary>The same of stdout.</summary>
    public Func<int>? OutputWidth => OutputIsTerminal ? static () => Size().Width : null;

    /// <summary>Cells of the terminal, as it says; 80 by 24 where it says nothing.</summary>
    public static (int Width, int Height) Size()
    {
        // .NET's console puts a terminal into another mode of its keys to find that out, and does not put it back.
        if (OperatingSystem.IsLinux())
        {
            foreach (int stream in (ReadOnlySpan<int>)[2, 1, 0])
                if (Ask(stream, WindowSize, out Window window) == 0 && window.Columns > 0)
                    return (window.Columns, window.Rows > 0 ? window.Rows : 24);
            return (80, 24);
        }
        try
        {
            return (Console.WindowWidth is > 0 and int width ? width : 80, Console.WindowHeight is > 0 and int height ? height : 24);
        }
        catch (IOException)
        {
            return (80, 24);
        }
    }

    // TIOCGWINSZ: <asm-generic/ioctls.h>, ioctl_tty(2).
    const int WindowSize = 0x5413;

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ask(int stream, nuint request, out Window window);

    [StructLayout(LayoutKind.Sequential)]
    readonly struct Window
    {
        public readonly ushort Rows, Columns, Width, Height;
    }

    bool Colors(ColorChoice choice, bool isTerminal) => choice switch
    {
        ColorChoice.Always => true,
        ColorChoice.Never => false,
        _ => isTerminal && MovesCursor && !NoColor,
    };
}
