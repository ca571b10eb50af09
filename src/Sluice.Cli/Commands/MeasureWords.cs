using Sluice.Benchmarking;

namespace Sluice.Cli.Commands;

/// <summary>What the help of a command below <c>bench</c> says.</summary>
/// <param name="Summary">One sentence.</param>
/// <param name="Notes">What one must know besides.</param>
/// <param name="Examples">Two to five worked examples.</param>
sealed record MeasureWords(string Summary, string? Notes, IReadOnlyList<Example> Examples)
{
    /// <summary>Those of an operation.</summary>
    public static MeasureWords For(BenchOperation operation) => operation switch
    {
        BenchOperation.Download => new("Measure gets of existing objects, or of test objects.",
            """
            Objects that begin with the prefix are read, none is written; with --object-size test objects are made
            first (which is not measured) and removed at the end. Checksums are verified as cp does.
            """,
        [
            new("sluice bench download s3://album/2026/", "what is there, to nowhere, for 10 s"),
            new("sluice bench download s3://album --object-size 1GiB --objects 4 --iterations 3", "test objects, three times each"),
            new("sluice bench download s3://album/2026/ --save-to /mnt/fast", "to files"),
            new("sluice bench download s3://album/2026/ --concurrency 64 --report c64/", "one setting pinned, with a report"),
        ]),
        BenchOperation.Upload => new("Measure puts of test objects, which are removed at the end.",
            """
            Bytes come from memory, so that no disk is measured; they cannot be compressed. Each round writes the
            same keys again.
            """,
        [
            new("sluice bench upload s3://album", "64 objects of 8 MiB, for 10 s"),
            new("sluice bench upload s3://album --object-size 4KiB --objects 10000 --iterations 1", "small ones"),
            new("sluice bench upload s3://album --object-size 4GiB --objects 1 --part-size 64MiB", "a large one in given parts"),
        ]),
        BenchOperation.Copy => new("Measure copies that the store makes itself; they are removed at the end.",
            """
            Copies lie below a prefix of their own in the same bucket. No body passes this machine: the rate is
            the store's. With --object-size test objects are copied, else those that begin with the prefix.
            """,
        [
            new("sluice bench copy s3://album/2026/", "copies of what is there"),
            new("sluice bench copy s3://album --object-size 64MiB --objects 100 --iterations 1", "of test objects"),
        ]),
        BenchOperation.List => new("Measure listings of a prefix.",
            """
            A round lists everything below the prefix, in order, as ls -r does. Objects are keys here; there are
            no bytes. With --object-size test objects are made first and removed at the end.
            """,
        [
            new("sluice bench list s3://album/", "the whole bucket, again and again for 10 s"),
            new("sluice bench list s3://album/ --iterations 3 --concurrency 1", "page after page, three times"),
        ]),
        _ => new("Measure gets, puts, stats and deletes of test objects, mixed.",
            """
            A round is as many operations as there are --objects, in the shares of --mix and in an order that the
            seed decides. Deletes take what the round before has put. All objects are removed at the end.
            """,
        [
            new("sluice bench mixed s3://album --object-size 64KiB --objects 1000", "45 % gets, 15 % puts, 30 % stats, 10 % deletes"),
            new("sluice bench mixed s3://album --mix get=80,put=20", "shares of one's own"),
        ]),
    };
}
