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
    IReadOnlyList<UnfinishedRunRecord> _unfinished = [];
    long _journalsRead;

    /// <summary>Shows them until somebody has seen enough: Ctrl-C, or q. Where stdout is no terminal, once; with <c>--json</c> as lines, again and again.</summary>
    public int Run()
    {
        bool redraws = session.Terminal is { OutputIsTerminal: true, MovesCursor: true } && !session.Settings.Json;
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
        Console.Out.Write("\x1b[?25l");
        try
        {
            TimeSpan wait = FirstWindow;
            do
            {
                (int width, int height) = LiveView.Size();
                Console.Out.Write(region.Draw(TopFrame.Lines([.. _samples.Values], _unfinished, Math.Max(20, width - 1), Math.Max(3, height - 1)), width));
                if (IsOver(wait))
                    break;
                wait = interval;
                Look();
            }
            while (true);
        }
        finally
        {
            Console.Out.Write("\r\n\x1b[?25h");
        }
        return ExitCode.Done;
    }

    bool IsOver(TimeSpan wait)
    {
        TimeSpan step = TimeSpan.FromMilliseconds(100);
        for (TimeSpan left = wait; left > TimeSpan.Zero; left -= step)
        {
            if (session.Stop.WaitHandle.WaitOne(left < step ? left : step))
                return true;
            if (session.Terminal.InputIsTerminal && Console.KeyAvailable && Console.ReadKey(intercept: true).KeyChar is 'q' or 'Q')
                return true;
        }
        return false;
    }

    void Look()
    {
        LimitDirectory.RemoveDead();
        Dictionary<int, TopSample> now = [];
        foreach (int pid in LimitDirectory.Processes())
            if (LimitClient.Ask(pid, null) is { } running)
                now[pid] = TopSample.From(running, _samples.GetValueOrDefault(pid) is { } before && before.Running.Command == running.Command ? before : null);
        _samples = now;
        if (_journalsRead != 0 && session.Clock.GetElapsedTime(_journalsRead) < BetweenJournals)
            return;
        _journalsRead = session.Clock.GetTimestamp();
        _unfinished = [.. JournalHeading.All(JournalFlags.Directory, null).Where(static heading => !heading.IsRunning).OrderByDescending(static heading => heading.Begun).Select(UnfinishedRuns.Record)];
    }

    void Print()
    {
        if (session.Settings.Json)
        {
            foreach (TopSample sample in _samples.Values)
                session.Output.WriteLine(JsonLines.Line(sample.Running with { BytesPerSecond = sample.Rates.Count > 0 ? sample.Rate : null }, JsonLines.Readable.RunningRecord));
            session.Output.Flush();
            return;
        }
        foreach (IReadOnlyList<Piece> line in TopFrame.Lines([.. _samples.Values], _unfinished, int.MaxValue, int.MaxValue))
            session.Output.WriteLine(string.Concat(line.Select(static piece => piece.Text)));
    }
}
