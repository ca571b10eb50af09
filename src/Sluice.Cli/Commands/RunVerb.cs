using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice run</c>: many commands in one process.</summary>
sealed class RunVerb : Verb
{
    // A line mostly waits for the store; the requests of all lines are bounded by the run's own concurrency.
    const int DefaultJobs = 64;

    readonly ConnectionOptions _connection = new();
    readonly EngineFlags _engine = new();
    readonly ReportFlags _report = new();
    readonly OutputFlags _output = new();
    readonly Option<string> _jobs = Flags.Value("--jobs", "N", $"Lines at once, 1 to 1024. Default: {DefaultJobs}.");
    readonly Option<bool> _stopOnError = Flags.Switch("--stop-on-error", "Begin no line after one that failed.");

    /// <summary>Declares the command.</summary>
    public RunVerb() : base("run", "Run many commands, a line each, in one process.", "[options] FILE|-") =>
        Declare(new("How to run", _jobs, _stopOnError), _engine.SharedGroup, _report.Group, _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Each line is a command without the leading sluice: cp, mv, rm, sync. Words are split as a shell
        does ('...', "...", backslash), and nothing is expanded. Blank lines and lines that begin with # are
        skipped. Lines run at once, in no order: none may depend on one before it. They share connections,
        memory and workers; connection, output and ledger options are given once, to run. A FILE is read
        whole first, and nothing runs when a line is no command; stdin (-) runs as it comes. Lines that
        fail are named with their exit code; the exit code of run is then 1, or 2 when a line was no command.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice run nightly.txt", "the lines of a file"),
        new("make-list | sluice run - --jobs 128", "as they come"),
        new("sluice run nightly.txt --report done.csv --stop-on-error", "with a ledger"),
        new("echo \"cp a.bin 's3://album/a b.bin'\" | sluice run -", "names with blanks are quoted"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        line.ExpectCount(operands, 1, "Say where the commands are: sluice run FILE, or - for stdin.", "One file at a time.");
        string path = operands.Count == 0 ? "" : operands[0];
        if (Directory.Exists(path))
            line.Problem($"{DisplayText.Of(path)} is a directory.");
        else if (path.Length > 0 && path != "-" && !File.Exists(path))
            line.Problem($"There is no file {DisplayText.Of(path)}.");
        int jobs = line.Number(_jobs, 1, 1024) ?? DefaultJobs;
        bool stopOnError = line.Has(_stopOnError);
        ClientDefaults connection = _connection.Read(line);
        TransferOptions engine = _engine.ReadLimits(line);
        ReportSettings? report = _report.Read(line);
        return new BoundCommand(_output.Read(line), session => new LinesCommand(session, path, jobs, stopOnError, engine, connection, report, line.Defaults).Run());
    }
}
