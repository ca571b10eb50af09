using Sluice.Locations;
using Sluice.S3;
using Sluice.Tests.Transfer;

namespace Sluice.Tests.Faults;

/// <summary>One kind of work: what is run, which requests it makes, and how to look at what came of it.</summary>
/// <param name="Name">As test names show it.</param>
/// <param name="Operations">Requests of the source's and the destination's store that faults can meet.</param>
/// <param name="Run">Runs it; the exit code.</param>
/// <param name="Result">What is at the destination: null for nothing.</param>
sealed record MatrixWork(string Name, string[] Operations, Func<MatrixBench, int> Run, Func<MatrixBench, byte[]?> Result)
{
    public static byte[] Small { get; } = EngineBench.Bytes(100_000, 1);

    public static byte[] Large { get; } = EngineBench.Bytes(12_000_000, 2);

    public byte[] Wanted => Name.StartsWith("small", StringComparison.Ordinal) ? Small : Large;

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
    ];

    static S3Location S3(string key) => new(null, EngineBench.Bucket, new ObjectKey(key));

    public override string ToString() => Name;
}
