using Sluice.S3;

namespace Sluice.Cli.Output;

/// <summary>What a running command has of the outside world: output, errors, the clock, and the wish to stop.</summary>
sealed class Session
{
    /// <summary>Opens the streams of this process.</summary>
    public Session(OutputSettings settings, Terminal terminal, Stream output, TextWriter error, TimeProvider clock, CancellationToken stop)
    {
        Settings = settings;
        Terminal = terminal;
        Clock = clock;
        Stop = stop;
        OutputStream = output;
        Output = new LineWriter(output, flushEachLine: terminal.OutputIsTerminal);
        OutputPaint = new Paint(terminal.ColorsOutput(settings.Color));
        ErrorPaint = new Paint(terminal.ColorsError(settings.Color));
        Errors = new ErrorPrinter(error, ErrorPaint, settings.Json ? Output : null);
    }

    /// <summary>What is printed.</summary>
    public OutputSettings Settings { get; }

    /// <summary>What the streams can show.</summary>
    public Terminal Terminal { get; }

    /// <summary>Clock of the progress.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Fires at the first Ctrl-C or SIGTERM.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Standard output for bytes; throws <see cref="OutputClosedException"/> when its reader has gone.</summary>
    public Stream OutputStream { get; }

    /// <summary>Standard output for lines.</summary>
    public LineWriter Output { get; }

    /// <summary>Colours of standard output.</summary>
    public Paint OutputPaint { get; }

    /// <summary>Colours of stderr.</summary>
    public Paint ErrorPaint { get; }

    /// <summary>Where errors are told.</summary>
    public ErrorPrinter Errors { get; }

    /// <summary>Tells why a request failed and gives the exit code for it.</summary>
    public int Fail(S3Error error, string? subject = null)
    {
        if (error.Kind == S3ErrorKind.Canceled && Stop.IsCancellationRequested)
            return ExitCode.Interrupted;
        Errors.Print(error, subject);
        return Advice.CannotStart(error) ? ExitCode.CannotStart : ExitCode.Failures;
    }
}
