using Sluice.Benchmarking;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice bench</c>: measures; what is measured is the next word.</summary>
sealed class BenchVerb : Verb
{
    static readonly NamedVerb[] Verbs =
    [
        new("download", static () => new MeasureVerb(BenchOperation.Download)), new("upload", static () => new MeasureVerb(BenchOperation.Upload)),
        new("copy", static () => new MeasureVerb(BenchOperation.Copy)), new("list", static () => new MeasureVerb(BenchOperation.List)),
        new("mixed", static () => new MeasureVerb(BenchOperation.Mixed)),
        new("compare", static () => new BenchCompareVerb()),
    ];

    static readonly string Choice = string.Join('|', Verbs.Select(static verb => verb.Name));

    /// <summary>Declares the command.</summary>
    public BenchVerb() : base("bench", "Measure a store, this machine, and the way between them.", Choice) => Declare();

    /// <inheritdoc/>
    public override IReadOnlyList<NamedVerb> Nested => Verbs;

    /// <inheritdoc/>
    public override string? Notes =>
        """
        What is measured is sluice itself: the same engine that cp and ls run on, with settings that it finds
        by itself unless they are given. Test objects lie below a prefix of their own and are removed at the
        end; existing objects are only read. Each figure is explained in docs/bench.md.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice bench download s3://album/2026/", "how fast these objects come"),
        new("sluice bench upload s3://album --object-size 64MiB --objects 32", "test objects, removed at the end"),
        new("sluice bench mixed s3://album --report results/", "gets, puts, stats and deletes, with a report"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        line.Problem(operands.Count == 0
            ? $"Say what to measure: sluice bench {Choice}."
            : $"There is no command bench {DisplayText.Of(operands[0])}.{ForeignVerbs.MeantBelow(operands[0], [.. Verbs.Select(static verb => verb.Name)])}");
        return new BoundCommand(new OutputSettings(), static _ => ExitCode.Usage);
    }
}
