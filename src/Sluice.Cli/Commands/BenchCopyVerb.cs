using Sluice.Benchmarking;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice bench copy</c>: how fast the store copies.</summary>
sealed class BenchCopyVerb() : MeasureVerb(BenchOperation.Copy, "Measure copies that the store makes itself; they are removed at the end.")
{
    /// <inheritdoc/>
    public override string? Notes =>
        """
        Copies lie below a prefix of their own in the same bucket. No body passes this machine: the rate is
        the store's. With --object-size test objects are copied, else those that begin with the prefix.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice bench copy s3://album/2026/", "copies of what is there"),
        new("sluice bench copy s3://album --object-size 64MiB --objects 100 --iterations 1", "of test objects"),
    ];
}
