using Sluice.Benchmarking;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice bench list</c>: how fast keys come.</summary>
sealed class BenchListVerb() : MeasureVerb(BenchOperation.List, "Measure listings of a prefix.")
{
    /// <inheritdoc/>
    public override string? Notes =>
        """
        A round lists everything below the prefix, in order, as ls -r does. Objects are keys here; there are
        no bytes. With --object-size test objects are made first and removed at the end.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice bench list s3://album/", "the whole bucket, again and again for 10 s"),
        new("sluice bench list s3://album/ --iterations 3 --concurrency 1", "page after page, three times"),
    ];
}
