using Sluice.Cli.Lines;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Output;

/// <summary>What a running command has of the outside world: output, errors, the clock, and the wish to stop.</summary>
sealed class Session : IDisposable
{
    readonly CancellationTokenSource _stop;
    volatile bool _outputClosed;

    /// <summary>Opens the streams of this process.</summary>
    public Session(OutputSettings settings, Terminal terminal, Stream output, TextWriter error, TimeProvider clock, CancellationToken interrupted)
    {
        Settings = settings;
        Terminal = terminal;
        Clock = settings.Utc ? new UtcClock(clock) : clock;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        OutputStream = output;
        Output = new LineWriter(output, flushEachLine: terminal.OutputIsTerminal, () =>
        {
            if (OnlyReads)
                CloseOutput();
        });
        OutputPaint = new Paint(terminal.ColorsOutput(settings.Color));
        ErrorPaint = new Paint(terminal.ColorsError(settings.Color));
        Errors = new ErrorPrinter(error, ErrorPaint, settings.Json ? Output : null) { Width = terminal.ErrorWidth };
        if (terminal is { OutputIsTerminal: true, ErrorIsTerminal: true } && output is StandardOutputStream standard)
            standard.Beside = Errors;
    }

    Session(Session session, LineHost host, CancellationToken stop)
    {
        Host = host;
        Settings = session.Settings;
        // Nobody can answer many lines at once.
        Terminal = session.Terminal with { InputIsTerminal = false };
        Clock = session.Clock;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(session.Stop, stop);
        OutputStream = session.OutputStream;
        Output = session.Output;
        OutputPaint = session.OutputPaint;
        ErrorPaint = session.ErrorPaint;
        Errors = session.Errors;
    }

    /// <summary>The same for the lines of a list of commands, or the chunks of a job: they share an engine, and say nothing at their end.</summary>
    /// <param name="host">What they share.</param>
    /// <param name="stop">Ends them, besides what ends this one.</param>
    public Session ForLines(LineHost host, CancellationToken stop = default) => new(this, host, stop);

    /// <summary>What lines of a list share; null for a command of its own.</summary>
    public LineHost? Host { get; }

    /// <summary>What is printed.</summary>
    public OutputSettings Settings { get; }

    /// <summary>What the streams can show.</summary>
    public Terminal Terminal { get; }

    /// <summary>A time as it is told: in the zone of this machine, or in UTC when that was asked for.</summary>
    public DateTimeOffset Told(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Clock.LocalTimeZone);

    /// <summary>Clock of the progress, and of the zone in which times are told.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Its output is all that the command is for, so it ends when that has nowhere to go. Every other command finishes its work.</summary>
    public bool OnlyReads { get; init; }

    /// <summary>Fires at the first Ctrl-C or SIGTERM, and when a command that only reads has no output any more.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>True once a command that only reads was ended because its output has nowhere to go.</summary>
    public bool OutputClosed => _outputClosed;

    /// <summary>Makes the clients of a run; for tests, which have an environment of their own.</summary>
    public Func<ClientDefaults, S3ClientFactory> OpenClients { get; init; } = static defaults => new S3ClientFactory(defaults);

    /// <summary>Standard input.</summary>
    public Func<Stream> OpenInput { get; init; } = StandardStream.Input;

    /// <summary>True once the command has ended and left a journal, by which it can go on.</summary>
    public bool IsResumable { get; set; }

    /// <summary>The log that this command writes, which is no item of what it reads; null for none.</summary>
    public string? LogPath { get; set; }

    /// <summary>Unfinished runs that write where this one does, of which the user was told.</summary>
    public IReadOnlyList<UnfinishedRunRecord> UnfinishedRuns { get; set; } = [];

    /// <summary>Standard output for bytes; throws <see cref="OutputClosedException"/> when its reader has gone.</summary>
    public Stream OutputStream { get; }

    /// <summary>Standard output for lines.</summary>
    public LineWriter Output { get; }

    /// <summary>Writes a line to standard output that a person reads: a narrower terminal gets it broken between words.</summary>
    public void WriteText(string line)
    {
        foreach (string part in Terminal.OutputWidth is { } width ? WordWrap.Fold(line, Math.Max(1, width())) : [line])
            Output.WriteLine(part);
    }

    /// <summary>Colours of standard output.</summary>
    public Paint OutputPaint { get; }

    /// <summary>Colours of stderr.</summary>
    public Paint ErrorPaint { get; }

    /// <summary>Where errors are told.</summary>
    public ErrorPrinter Errors { get; }

    /// <summary>Ends a command that only reads, because its output has nowhere to go.</summary>
    public void CloseOutput()
    {
        _outputClosed = true;
        _stop.Cancel();
    }

    /// <summary>Tells why a request failed and gives the exit code for it.</summary>
    public int Fail(Failure error, string? subject = null)
    {
        if (Stop.IsCancellationRequested)
            return Stopped();
        Errors.Print(error, subject);
        return ErrorHints.CannotStart(error) ? ExitCode.CannotStart : ExitCode.Failures;
    }

    /// <summary>The exit code after a stop.</summary>
    public int Stopped() => OutputClosed ? ExitCode.Done : ExitCode.Interrupted;

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();
}
