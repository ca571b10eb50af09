using Sluice.Benchmarking;
using Sluice.Cli.Options;
using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary>A command below <c>bench</c> that measures.</summary>
sealed class MeasureVerb : Verb
{
    readonly BenchOperation _operation;
    readonly MeasureWords _words;
    readonly BenchFlags _bench;
    readonly EngineFlags _engine = new();
    readonly DirectoryReportFlags _report = new("result.json, requests.csv and report.html");
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();

    /// <summary>Declares the command.</summary>
    public MeasureVerb(BenchOperation operation) : this(operation, MeasureWords.For(operation)) { }

    MeasureVerb(BenchOperation operation, MeasureWords words) : base(operation.ToString().ToLowerInvariant(), words.Summary, "[options] s3://BUCKET[/PREFIX]")
    {
        (_operation, _words) = (operation, words);
        _bench = new BenchFlags(operation);
        Declare(_bench.Group, operation == BenchOperation.List ? _engine.SpeedGroup : _engine.KnobGroup, _report.Group, _output.BenchGroup, _connection.Group);
    }

    /// <inheritdoc/>
    public override string? Notes => _words.Notes;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => _words.Examples;

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        BenchRequest request = _bench.Read(line, line.Operands(Operands)) with { StateDirectory = Path.Combine(StateDirectory.Root, "bench") };
        TransferOptions engine = _operation == BenchOperation.List ? _engine.ReadSpeed(line) : _engine.ReadKnobs(line);
        ClientDefaults connection = _connection.Read(line);
        ReportSettings? report = _report.Read(line);
        return new BoundCommand(_output.Read(line), session => new BenchCommand(session, engine, connection, report).Run(request));
    }
}
