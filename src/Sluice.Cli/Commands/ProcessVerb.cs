using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Failures;
using Sluice.Processing;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Names;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice process</c>: gives each object to a program.</summary>
sealed class ProcessVerb : Verb
{
    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly EngineFlags _engine = new();
    readonly NameListFlags _names = new();
    readonly InventoryFlags _inventory = new();
    readonly FilterFlags _filter = new();
    readonly DirectoryReportFlags _report = new("report.html and objects.csv, a row for every object,");
    readonly OutputFlags _output = new();
    readonly ProcessFlags _flags = new();
    readonly Option<bool> _dryRun = Flags.Switch("--dry-run", "Show what would be processed; run nothing.");

    /// <summary>Declares the command.</summary>
    public ProcessVerb() : base("process", "Give each object to a program, where it lies.", "[options] SOURCE... [-- PROGRAM [ARGUMENT...]]") =>
        Declare(new("What to process", [.. _names.Options, .. _inventory.Options, .. _locations.Meanings, _dryRun]), _flags.ActionGroup, _flags.RunGroup, _flags.ResultGroup, _filter.Group, _engine.SharedGroup, _report.Group, _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Each object is the standard input of one program; what that writes becomes lines of stdout, those of
        one object together, once it has ended with exit code 0. A SOURCE is a prefix, a wildcard, an object or
        a directory. In arguments {} is the key, {key} {name} {stem} {ext} {dir} {bucket} {version} its parts
        ({dir} below the prefix given); programs have them as SLUICE_KEY, SLUICE_SIZE, SLUICE_ETAG and so on.
        Exit codes of programs: 0 done, 75 try again, 65 set apart, other failed; what is wrong with one object
        stops no other. A line for a shell: -- sh -c '...'.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice process s3://logs/2026/ -- wc -l", "one result a line"),
        new("sluice process --tag --results done.csv s3://logs/2026/ -- sha256sum", "go on where a run was killed"),
        new("sluice process --to 's3://out/{dir}/{stem}.json' s3://raw/ -- ./convert", "an object for each object"),
        new("sluice process --persistent s3://docs/ -- python3 worker.py", "programs that stay (docs/processing.md)"),
        new("sluice process --count lines --hash sha256 s3://logs/", "without a program"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> program = line.Behind();
        _inventory.Check(line, _names.Options);
        NameList? names = _names.Read(line);
        List<Location> sources = [];
        foreach (string operand in line.OperandsBefore(Operands))
            if (_locations.Read(line, operand, _inventory) is { } source)
                sources.Add(names is not null && source.InStore is { } root ? root with { IsName = true } : source);
        bool isOpen = _locations.IsOpen(line) && !_inventory.IsGiven(line);
        if (program.Count == 0 && sources.Count > 1 && !line.Problems.Any() && !_flags.HasAction(line))
            line.Problem("Put -- before the program: sluice process SOURCE -- PROGRAM [ARGUMENT...].");
        ClientDefaults connection = _connection.Read(line);
        TransferOptions engine = _engine.ReadLimits(line);
        ProcessRequest request = _flags.Read(line, new ProcessRequest
        {
            Sources = sources,
            Program = program.Count > 0 ? new ProcessProgram(program) : null,
            Names = names,
            Filter = _filter.Read(line),
            DryRun = line.Has(_dryRun),
        });
        ReportSettings? report = _report.Read(line);
        if (line.Problems.Count == 0)
            foreach (string problem in request.Problems())
                line.Problem(problem);
        return new BoundCommand(_output.Read(line), session =>
        {
            Location[] found = [.. sources];
            if (isOpen && new WildcardChoice(session, connection, removes: false, takesPrefixes: true).Make(found) is { } end)
                return end;
            InventoryFlags.Open(session, connection, found);
            if (!request.DryRun)
                UnfinishedRuns.Tell(session, line, own: null);
            return _filter.Tell(session, new ProcessCommand(session, ObjectProcessor.Fit(engine, request.Jobs), connection, report).Run(request with { Sources = found }));
        })
        { OnlyReads = request.To is null };
    }
}
