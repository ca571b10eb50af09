using Sluice.Benchmarking;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice bench</c>: measures; what is measured is the next word.</summary>
sealed class BenchVerb : GroupVerb
{
    static readonly NamedVerb[] Verbs =
    [
        new("download", static () => new MeasureVerb(BenchOperation.Download)), new("upload", static () => new MeasureVerb(BenchOperation.Upload)),
        new("copy", static () => new MeasureVerb(BenchOperation.Copy)), new("list", static () => new MeasureVerb(BenchOperation.List)),
        new("mixed", static () => new MeasureVerb(BenchOperation.Mixed)),
        new("compare", static () => new BenchCompareVerb()),
    ];

    /// <summary>Declares the command.</summary>
    public BenchVerb() : base("bench", "Measure a store, this machine, and the way between them.", Verbs, asks: "measure") { }

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
}
