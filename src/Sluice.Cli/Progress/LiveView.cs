using Sluice.Cli.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sluice.Cli.Progress;

/// <summary>
/// Two lines at the bottom of the terminal, redrawn ten times a second. Errors scroll by above them. Nothing is shown,
/// and Spectre.Console is not even loaded, when the run is over in a blink.
/// </summary>
sealed class LiveView : ProgressView
{
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300), Frame = TimeSpan.FromMilliseconds(100);

    readonly Session _session;
    readonly ProgressText _text;
    readonly ManualResetEventSlim _ended = new();
    readonly Thread _thread;

    /// <summary>Begins.</summary>
    public LiveView(Session session, ProgressText text)
    {
        (_session, _text) = (session, text);
        _thread = new Thread(Run) { IsBackground = true, Name = "progress" };
        _thread.Start();
    }

    /// <summary>Ends the view and waits until the terminal is clean again.</summary>
    public override void Dispose()
    {
        _ended.Set();
        _thread.Join();
        _ended.Dispose();
    }

    void Run()
    {
        if (_ended.Wait(Patience))
            return;
        try
        {
            Draw();
        }
#pragma warning disable CA1031 // A terminal that cannot be drawn on costs the progress, never the run.
        catch (Exception)
#pragma warning restore CA1031
        {
            _session.Errors.PrintThrough(null);
        }
    }

    void Draw()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = _session.ErrorPaint.Enabled ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Out = new ErrorConsole(),
        });
        _text.Sample();
        _session.Errors.PrintThrough(line => console.Write(new AnsiLine(line)));
        try
        {
            console.Live(new Frames(_text, _session.ErrorPaint.Enabled)).AutoClear(true).Start(live =>
            {
                do
                {
                    _text.Sample();
                    live.Refresh();
                }
                while (!_ended.Wait(Frame));
            });
        }
        finally
        {
            _session.Errors.PrintThrough(null);
        }
    }

    sealed class ErrorConsole : IAnsiConsoleOutput
    {
        public TextWriter Writer => Console.Error;
        public bool IsTerminal => true;
        // One column stays free: some terminals wrap when the last one is written.
        public int Width => Math.Max(20, TerminalWidth() - 1);
        public int Height => 24;
        public void SetEncoding(System.Text.Encoding encoding) { }

        static int TerminalWidth()
        {
            try
            {
                return Console.WindowWidth is > 0 and int width ? width : 80;
            }
            catch (IOException)
            {
                return 80;
            }
        }
    }

    sealed class Frames(ProgressText text, bool styled) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => new(maxWidth, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
        {
            foreach (IReadOnlyList<Piece> line in text.Live(maxWidth))
            {
                foreach (Piece piece in line)
                    yield return new Segment(piece.Text, styled ? Of(piece.Tone) : Style.Plain);
                yield return Segment.LineBreak;
            }
        }

        static Style Of(Tone tone) => tone switch
        {
            Tone.Strong => new Style(decoration: Decoration.Bold),
            Tone.Dim => new Style(decoration: Decoration.Dim),
            Tone.Good => new Style(foreground: Color.Green),
            Tone.Warning => new Style(foreground: Color.Yellow),
            Tone.Bad => new Style(foreground: Color.Red),
            _ => Style.Plain,
        };
    }

    // A finished line that may hold our own colour codes; everything else in it is already fit for a terminal. The view
    // below it is erased first (ECMA-48, ED), because a long line wraps onto its rows.
    sealed class AnsiLine(string line) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => new(1, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => [Segment.Control("\x1b[J" + line), Segment.LineBreak];
    }
}
