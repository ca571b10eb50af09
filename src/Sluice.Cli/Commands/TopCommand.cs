using Sluice.Cli.Limits;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Transfer.Journal;

namespace Sluice.Cli.Commands;

/// <summary>Shows the running commands of this user, again and again.</summary>
sealed class TopCommand(Session session, TimeSpan interval)
{
    // Long enough to measure a rate, short enough not to be noticed.
    static readonly TimeSpan FirstWindow = TimeSpan.FromMilliseconds(400);

    // Their directory is read for it.
    static readonly TimeSpan BetweenJournals = TimeSpan.FromSeconds(5);

    Dictionary<int, TopSample> _samples = [];
    IReadOnlyList<SilentRecord> _silent = [];
    IReadOnlyList<JournalHeading> _unfinished = [];
    IReadOnlyList<UnfinishedRow> _rows = [];
    IReadOnlyList<UnfinishedRunRecord> _toldUnfinished = [];
    long _journalsRead;
    (int Width, int Height) _size;

    /// <summary>Shows them until somebody has seen enough: Ctrl-C, or q. Where stdout is no terminal, once; with <c>--json</c> as lines, again and again.</summary>
    public int Run()
    {
        bool redraws = session.Terminal.CanRedrawOutput && !session.Settings.Json;
        Look();
        if (redraws)
            return Redraw();
        session.Stop.WaitHandle.WaitOne(FirstWindow);
        do
        {
            Look();
            Print();
        }
        while (session.Settings.Json && !session.OutputClosed && !session.Stop.WaitHandle.WaitOne(interval));
        return ExitCode.Done;
    }

    int Redraw()
    {
        LiveRegion region = new(session.OutputPaint);
        session.Output.Flush();
        try
        {
            Terminal.Show("\x1b[?25l");
            TimeSpan wait = FirstWindow;
            while (true)
            {
                if (IsOver(region, wait))
                    return ExitCode.Done;
                wait = interval;
                Look();
            }
        }
        finally
        {
            // The last frame stays, whole, and whatever comes next begins below it.
            Terminal.Show(Frame(region) + "\r\n\x1b[?25h");
        }
    }

    string Frame(LiveRegion region)
    {
        (int width, int height) = _size = Terminal.Size();
        return region.Draw(TopFrame.Lines([.. _samples.Values], _silent, _rows, Math.Max(1, width - 1), Math.Max(3, height - 1)), width);
    }

    // Draws, and again whenever the window has another size.
    bool IsOver(LiveRegion region, TimeSpan wait)
    {
        Terminal.Show(Frame(region));
        TimeSpan step = TimeSpan.FromMilliseconds(100);
        for (TimeSpan left = wait; left > TimeSpan.Zero; left -= step)
        {
            if (session.Stop.WaitHandle.WaitOne(left < step ? left : step))
                return true;
            if (session.Terminal.InputIsTerminal && Console.KeyAvailable && Console.ReadKey(intercept: true).KeyChar is 'q' or 'Q')
                return true;
            if (Terminal.Size() != _size)
                Terminal.Show(Frame(region));
        }
        return false;
    }

    void Look()
    {
        LimitDirectory.RemoveDead();
        Dictionary<int, TopSample> now = [];
        IReadOnlyList<AskedCommand> all = AskedCommand.All(LimitDirectory.Processes(), null);
        foreach (AskedCommand asked in all)
            if (asked.Running is { } running)
                now[asked.Pid] = TopSample.From(running, _samples.GetValueOrDefault(asked.Pid) is { } before && before.Running.Command == running.Command ? before : null);
        _samples = now;
        _silent = [.. all.Select(static asked => asked.Silent).OfType<SilentRecord>()];
        if (_journalsRead != 0 && session.Clock.GetElapsedTime(_journalsRead) < BetweenJournals)
            return;
        _journalsRead = session.Clock.GetTimestamp();
        _unfinished = [.. JournalHeading.All(JournalFlags.Directory, null).Where(static heading => !heading.IsRunning).OrderByDescending(static heading => heading.Begun)];
        _rows = [.. _unfinished.Select(UnfinishedRuns.Row)];
    }

    void Print()
    {
        if (session.Settings.Json)
        {
            foreach (TopSample sample in _samples.Values)
                session.Output.WriteLine(JsonLines.Line(sample.Running with { BytesPerSecond = sample.Rates.Count > 0 ? sample.Rate : null }, JsonLines.Readable.RunningRecord));
            foreach (SilentRecord silent in _silent)
                session.Output.WriteLine(JsonLines.Line(silent, JsonLines.Readable.SilentRecord));
            IReadOnlyList<UnfinishedRunRecord> unfinished = [.. _unfinished.Select(UnfinishedRuns.Record)];
            foreach (UnfinishedRunRecord run in unfinished.Except(_toldUnfinished))
                session.Output.WriteLine(JsonLines.Line(new WaitingRunRecord(run.Id, run.Command, run.Resume), JsonLines.Readable.WaitingRunRecord));
            _toldUnfinished = unfinished;
            session.Output.Flush();
            return;
        }
        // A terminal that cannot be drawn on has a width all the same.
        int width = session.Terminal.OutputWidth is { } cells ? Math.Max(1, cells() - 1) : int.MaxValue;
        foreach (IReadOnlyList<Piece> line in TopFrame.Lines([.. _samples.Values], _silent, _rows, width, int.MaxValue))
            session.Output.WriteLine(string.Concat(line.Select(static piece => piece.Text)));
    }
}
