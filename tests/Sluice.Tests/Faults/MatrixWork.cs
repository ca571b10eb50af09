using Sluice.Cli;
using Sluice.S3;
using Sluice.Tests.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Faults;

/// <summary>One kind of work: what is run, which requests it makes, and how to look at what came of it.</summary>
/// <param name="Name">As test names show it.</param>
/// <param name="Operations">Requests of the source's and the destination's store that faults can meet.</param>
/// <param name="Run">Runs it; the exit code.</param>
/// <param name="Result">What is at the destination: null for nothing. Null where nothing is written.</param>
sealed record MatrixWork(string Name, string[] Operations, Func<MatrixBench, int> Run, Func<MatrixBench, byte[]?>? Result)
{
    /// <summary>Lays out what the run uses up.</summary>
    public Action<MatrixBench> Before { get; init; } = static _ => { };

    /// <summary>Whether what the run removes is still there, whole: the source of a move, what a sync's source does not have. Null where nothing is removed.</summary>
    public Func<MatrixBench, bool>? Kept { get; init; }

    /// <summary>The exit code without faults.</summary>
    public int Expected { get; init; } = ExitCode.Done;

    /// <summary>True when two sides are compared and nothing is written.</summary>
    public bool Compares => Name.Contains("verify", StringComparison.Ordinal);

    public static byte[] Small { get; } = EngineBench.Bytes(100_000, 1);

    public static byte[] Large { get; } = EngineBench.Bytes(12_000_000, 2);

    /// <summary>Enough for a body that breaks off after 1,000 bytes to be gone on with, and no more waiting than that.</summary>
    public static byte[] Tiny { get; } = EngineBench.Bytes(2500, 4);

    public byte[] Wanted => Name.StartsWith("tiny", StringComparison.Ordinal) ? Tiny : Name.StartsWith("small", StringComparison.Ordinal) ? Small : Large;

    /// <summary>True when the bytes travel in requests to the store, which a lying store can damage after it acknowledged them.</summary>
    public bool Uploads => Name.Contains("up", StringComparison.Ordinal) || Name.Contains("between", StringComparison.Ordinal) || Name.Contains("stdin", StringComparison.Ordinal);

    public static IReadOnlyList<MatrixWork> All { get; } =
    [
        new("small up", ["PutObject"], static b => b.Copy(b.File("small"), S3("to")), static b => b.InBucket("to")),
        new("large up", ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"], static b => b.Copy(b.File("large"), S3("to")), static b => b.InBucket("to")),
        new("small stdin", ["PutObject"], static b => b.Copy(new StreamLocation(), S3("to"), Small), static b => b.InBucket("to")),
        new("large stdin", ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"], static b => b.Copy(new StreamLocation(), S3("to"), Large), static b => b.InBucket("to")),
        new("small down", ["HeadObject", "GetObject"], static b => b.Copy(S3("from/small"), b.File("to")), static b => b.OnDisk("to")),
        new("small prefix down", ["ListObjectsV2", "GetObject"], static b => b.Copy(S3("one/"), b.File("dir/")), static b => b.OnDisk("dir/small")),
        new("large down", ["HeadObject", "GetObject"], static b => b.Copy(S3("from/large"), b.File("to")), static b => b.OnDisk("to")),
        new("large down by stored parts", ["GetObject"], static b => b.Copy(S3("from/parts"), b.File("to")), static b => b.OnDisk("to")),
        new("large to stdout", ["HeadObject", "GetObject"], static b => b.Copy(S3("from/large"), new StreamLocation()), static b => b.Printed()),
        new("small copy", ["HeadObject", "CopyObject"], static b => b.Copy(S3("from/small"), S3("to")), static b => b.InBucket("to")),
        new("large copy in parts", ["CreateMultipartUpload", "UploadPartCopy", "CompleteMultipartUpload"], static b => b.Copy(S3("from/large"), S3("to")), static b => b.InBucket("to")),
        new("small between stores", ["GetObject", "PutObject"], static b => b.Copy(MatrixBench.Elsewhere("from/small"), S3("to")), static b => b.InBucket("to")),
        new("large between stores", ["GetObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"], static b => b.Copy(MatrixBench.Elsewhere("from/large"), S3("to")), static b => b.InBucket("to")),
        new("tiny sync up", ["ListObjectsV2", "PutObject", "DeleteObjects"], static b => b.Sync(b.File("tree"), S3("sync/")), static b => b.InBucket("sync/tiny"))
        {
            Before = static b =>
            {
                b.Delete("sync/tiny");
                b.Put("sync/old", Tiny);
            },
            Kept = static b => b.InBucket("sync/old") is not null,
        },
        new("tiny sync down", ["ListObjectsV2", "GetObject"], static b => b.Sync(S3("two/"), b.File("dir")), static b => b.OnDisk("dir/tiny"))
        {
            Before = static b => b.Write("dir/old", Tiny),
            Kept = static b => b.OnDisk("dir/old") is not null,
        },
        new("tiny mv up", ["PutObject"], static b => b.Copy(b.File("moving"), S3("to"), move: true), static b => b.InBucket("to"))
        {
            Before = static b => b.Write("moving", Tiny),
            Kept = static b => b.OnDisk("moving") is { } kept && kept.AsSpan().SequenceEqual(Tiny),
        },
        new("large mv up", ["UploadPart", "CompleteMultipartUpload"], static b => b.Copy(b.File("moving"), S3("to"), move: true), static b => b.InBucket("to"))
        {
            Before = static b => b.Write("moving", Large),
            Kept = static b => b.OnDisk("moving") is { } kept && kept.AsSpan().SequenceEqual(Large),
        },
        new("tiny mv down", ["HeadObject", "GetObject", "DeleteObject"], static b => b.Copy(S3("moving"), b.File("to"), move: true), static b => b.OnDisk("to"))
        {
            Before = static b => b.Put("moving", Tiny),
            Kept = static b => b.InBucket("moving") is { } kept && kept.AsSpan().SequenceEqual(Tiny),
        },
        new("rm", ["ListObjectsV2", "DeleteObjects"], static b => b.Remove(S3("gone/")), Result: null)
        {
            Before = static b => b.Put("gone/x", Tiny),
            Kept = static b => b.InBucket("gone/x") is not null,
        },
        new("verify of the same", ["ListObjectsV2"], static b => b.Verify(b.File("pair"), S3("same/"), readAll: false), Result: null),
        new("verify of the same, read", ["GetObject"], static b => b.Verify(b.File("pair"), S3("same/"), readAll: true), Result: null),
        new("verify of others", ["ListObjectsV2", "HeadObject"], static b => b.Verify(b.File("pair"), S3("other/"), readAll: false), Result: null) { Expected = ExitCode.Differences },
        new("verify of others, read", ["GetObject"], static b => b.Verify(b.File("pair"), S3("other/"), readAll: true), Result: null) { Expected = ExitCode.Differences },
    ];

    static S3Location S3(string key) => new(null, EngineBench.Bucket, new ObjectKey(key));

    public override string ToString() => Name;
}
