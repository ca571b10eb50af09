using Sluice.Benchmarking;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice bench mixed</c>: gets, puts, stats and deletes together.</summary>
sealed class BenchMixedVerb() : MeasureVerb(BenchOperation.Mixed, "Measure gets, puts, stats and deletes of test objects, mixed.")
{
    /// <inheritdoc/>
    public override string? Notes =>
        """
        A round is as many operations as there are --objects, in the shares of --mix and in an order that the
        seed decides. Deletes take what the round before has put. All objects are removed at the end.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice bench mixed s3://album --object-size 64KiB --objects 1000", "45 % gets, 15 % puts, 30 % stats, 10 % deletes"),
        new("sluice bench mixed s3://album --mix get=80,put=20", "shares of one's own"),
    ];
}
