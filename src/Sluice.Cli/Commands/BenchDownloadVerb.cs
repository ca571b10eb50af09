using Sluice.Benchmarking;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice bench download</c>: how fast objects come.</summary>
sealed class BenchDownloadVerb() : MeasureVerb(BenchOperation.Download, "Measure gets of existing objects, or of test objects.")
{
    /// <inheritdoc/>
    public override string? Notes =>
        """
        Objects that begin with the prefix are read, none is written; with --object-size test objects are made
        first (which is not measured) and removed at the end. Checksums are verified as cp does.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice bench download s3://album/2026/", "what is there, to nowhere, for 10 s"),
        new("sluice bench download s3://album --object-size 1GiB --objects 4 --iterations 3", "test objects, three times each"),
        new("sluice bench download s3://album/2026/ --save-to /mnt/fast", "to files"),
        new("sluice bench download s3://album/2026/ --concurrency 64 --report c64/", "one setting pinned, with a report"),
    ];
}
