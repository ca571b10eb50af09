using Sluice.Benchmarking;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice bench upload</c>: how fast objects go.</summary>
sealed class BenchUploadVerb() : MeasureVerb(BenchOperation.Upload, "Measure puts of test objects, which are removed at the end.")
{
    /// <inheritdoc/>
    public override string? Notes =>
        """
        Bytes come from memory, so that no disk is measured; they cannot be compressed. Each round writes the
        same keys again.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice bench upload s3://album", "64 objects of 8 MiB, for 10 s"),
        new("sluice bench upload s3://album --object-size 4KiB --objects 10000 --iterations 1", "small ones"),
        new("sluice bench upload s3://album --object-size 4GiB --objects 1 --part-size 64MiB", "a large one in given parts"),
    ];
}
