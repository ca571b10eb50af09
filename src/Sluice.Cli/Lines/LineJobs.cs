using Sluice.Cli.Commands;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;

namespace Sluice.Cli.Lines;

/// <summary>
/// Runs lines, some at once: each of a number of threads takes the next line when it has finished one. A thread is started
/// only when the others are busy.
/// </summary>
/// <param name="session">What a line may use of the outside world.</param>
/// <param name="lines">The list.</param>
/// <param name="name">The list's name, for what is said of its lines.</param>
/// <param name="jobs">Lines at once.</param>
/// <param name="stopOnError">Begin no line after one that failed.</param>
/// <param name="defaults">What holds for options that no line has; null for nothing.</param>
sealed class LineJobs(Session session, LineSource lines, string name, int jobs, bool stopOnError, OptionDefaults? defaults)
{
    // Most of it is never touched.
    const int Stack = 1 << 20;

    readonly Lock _reading = new();
    readonly object _gate = new();
    volatile bool _stop;

    // Guarded by _gate.
    int _threads;
    int _running;
    bool _ended;
    Exception? _broken;

    /// <summary>Lines that succeeded.</summary>
    public long Succeeded { get; private set; }

    /// <summary>Lines that did not.</summary>
    public long Failed { get; private set; }

    /// <summary>Lines that were no commands, among those that failed.</summary>
    public long Unreadable { get; private set; }

    /// <summary>True when lines are left that were not begun, because of <c>--stop-on-error</c>.</summary>
    public bool StoppedOnError { get; private set; }

    /// <summary>Runs all lines; returns when the last has ended, or those under way when the run is cancelled. Throws when the list cannot be read.</summary>
    public void Run()
    {
        StartThread();
        lock (_gate)
        {
            // A reader that waits for its input cannot be interrupted: it is left behind.
            while (_running > 0 || !_ended && !session.Stop.IsCancellationRequested)
                Monitor.Wait(_gate, 100);
            if (_broken is not null)
                throw new IOException($"The list of commands cannot be read: {_broken.Message}", _broken);
        }
    }

    void StartThread()
    {
        lock (_gate)
            _threads++;
        new Thread(Loop, Stack) { IsBackground = true, Name = "sluice-line" }.Start();
    }

    void Loop()
    {
        LineParser parser = new(defaults);
        while (TryTake(out SourceLine line, out bool another))
        {
            if (another)
                StartThread();
            int exitCode;
            try
            {
                exitCode = Execute(parser, line);
            }
#pragma warning disable CA1031 // A line that cannot be read must not end all others.
            catch (Exception unforeseen)
#pragma warning restore CA1031
            {
                exitCode = Execution.Tell(unforeseen, session.Errors);
                Tell(line, exitCode);
            }
            lock (_gate)
            {
                _running--;
                if (exitCode == ExitCode.Done)
                    Succeeded++;
                else if (exitCode != ExitCode.Interrupted)
                    Failed++;
                _stop |= exitCode != ExitCode.Done && stopOnError;
                Monitor.PulseAll(_gate);
            }
        }
    }

    bool TryTake(out SourceLine line, out bool another)
    {
        another = false;
        lock (_reading)
        {
            bool taken = false;
            line = default;
            try
            {
                taken = !_ended && !session.Stop.IsCancellationRequested && lines.TryNext(out line);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                _broken = failure;
            }
            lock (_gate)
            {
                if (taken && _stop)
                {
                    StoppedOnError = true;
                    taken = false;
                }
                if (taken)
                {
                    another = ++_running == _threads && _threads < jobs;
                    return true;
                }
                _ended = true;
                _threads--;
                Monitor.PulseAll(_gate);
                return false;
            }
        }
    }

    int Execute(LineParser parser, SourceLine line)
    {
        int exitCode = ExitCode.Usage;
        if (parser.Parse(line, out IReadOnlyList<string> problems) is { } command)
        {
            exitCode = Execution.Run(command, session);
        }
        else
        {
            lock (_gate)
                Unreadable++;
            foreach (string problem in problems)
                session.Errors.PrintSentence($"{name}:{line.Number}: {problem}");
        }
        Tell(line, exitCode);
        return exitCode;
    }

    void Tell(SourceLine line, int exitCode)
    {
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new LineRecord(name, line.Number, DisplayText.Of(line.Text), exitCode), JsonLines.Readable.LineRecord));
        else if (session.Settings.Verbose && exitCode == ExitCode.Done)
            session.Output.WriteLine($"{name}:{line.Number}: exit code 0: {DisplayText.Of(line.Text)}");
        if (exitCode is not (ExitCode.Done or ExitCode.Interrupted))
            session.Errors.Note($"{session.ErrorPaint.Red("failed:")} {name}:{line.Number}: exit code {exitCode}: {DisplayText.Of(line.Text)}");
    }
}
