using Sluice.Cli.Output;

namespace Sluice.Cli.Progress;

/// <summary>
/// Lines at the bottom of the terminal, redrawn ten times a second. Errors and results scroll by above them. Nothing is shown when the run is over in a blink.
/// </summary>
sealed class LiveView : ProgressView
{
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300), Frame = TimeSpan.FromMilliseconds(100);

    readonly Session _session;
    readonly ProgressText _text;
    readonly ManualResetEventSlim _ended = new();
    readonly Thread _thread;
    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly LiveRegion _region;
    bool _isMidLine, _isOver;

    /// <summary>Begins.</summary>
    public LiveView(Session session, ProgressText text)
    {
        (_session, _text, _region) = (session, text, new LiveRegion(session.ErrorPaint));
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
            _session.Errors.PrintThrough(null, null);
        }
    }

    void Draw()
    {
        Console.Error.Write("\x1b[?25l");
        _session.Errors.PrintThrough(Above, Beside);
        try
        {
            do
            {
                _text.Sample();
                (int width, int height) = Terminal.Size();
                IReadOnlyList<IReadOnlyList<Piece>> lines = _text.Live(Math.Max(1, width - 1));
                lock (_gate)
                {
                    if (!_isMidLine)
                        Console.Error.Write(_region.Draw([.. lines.Take(Math.Max(1, height - 1))], width));
                }
            }
            while (!_ended.Wait(Frame));
        }
        finally
        {
            lock (_gate)
            {
                Console.Error.Write((_isMidLine ? "" : _region.Clear(Terminal.Size().Width)) + "\x1b[?25h");
                _isOver = true;
            }
            _session.Errors.PrintThrough(null, null);
        }
    }

    void Above(string line)
    {
        lock (_gate)
            Console.Error.Write(_isMidLine || _isOver ? line + "\r\n" : _region.Above(line, Terminal.Size().Width));
    }

    // Standard output is the same terminal: what is written there stands where the view was, which comes back behind its last line.
    void Beside(Action write, bool endsLine)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                write();
                return;
            }
            int width = Terminal.Size().Width;
            if (!_isMidLine)
                Console.Error.Write(_region.Clear(width));
            _isMidLine = true;
            write();
            if (!endsLine)
                return;
            _isMidLine = false;
            Console.Error.Write(_region.Again(width));
        }
    }
}
