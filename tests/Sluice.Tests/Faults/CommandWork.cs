using Sluice.Tests.Scenarios;

namespace Sluice.Tests.Faults;

/// <summary>One command, the requests that faults can meet, and how to look at what came of it.</summary>
/// <param name="Name">As test names show it.</param>
/// <param name="Operations">Requests of either store.</param>
/// <param name="Words">The command line.</param>
/// <param name="Wanted">What is to be at the destination.</param>
/// <param name="Result">What is there; null for nothing. Null where nothing is written.</param>
sealed record CommandWork(string Name, string[] Operations, string[] Words, byte[] Wanted, Func<CommandStage, byte[]?>? Result)
{
    /// <summary>Whether what the command removes when all else is done is still there. Null where nothing is removed.</summary>
    public Func<CommandStage, bool>? Kept { get; init; }

    /// <summary>Enough for a body that breaks off after 1,000 bytes to be gone on with.</summary>
    public static byte[] Small { get; } = Scene.Bytes(30_000, 1);

    /// <summary>Two parts.</summary>
    public static byte[] Large { get; } = Scene.Bytes(6_000_000, 2);

    public static IReadOnlyList<CommandWork> All { get; } =
    [
        new("cp small up", ["PutObject"], ["cp", "small", "s3://scene/to"], Small, static stage => stage.InBucket("to")),
        new("cp large up", ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"], ["cp", "--part-size", "5MiB", "large", "s3://scene/to"], Large, static stage => stage.InBucket("to")),
        new("cp small down", ["HeadObject", "GetObject"], ["cp", "s3://scene/from/small", "to"], Small, static stage => stage.OnDisk("to")),
        new("cp large down", ["GetObject"], ["cp", "--part-size", "5MiB", "s3://scene/from/large", "to"], Large, static stage => stage.OnDisk("to")),
        new("cp within", ["CopyObject"], ["cp", "s3://scene/from/small", "s3://scene/to"], Small, static stage => stage.InBucket("to")),
        new("cp small between", ["GetObject", "PutObject"], ["cp", "s3://scene/from/small", "s3://other@scene/to"], Small, static stage => stage.InOther("to")),
        new("cp large between", ["GetObject", "UploadPart", "CompleteMultipartUpload"], ["cp", "--part-size", "5MiB", "s3://scene/from/large", "s3://other@scene/to"], Large, static stage => stage.InOther("to")),
        new("sync up", ["ListObjectsV2", "PutObject", "DeleteObjects"], ["sync", "--delete", "tree/", "s3://scene/synced/"], Small, static stage => stage.InBucket("synced/small"))
        {
            Kept = static stage => stage.InBucket("synced/old") is not null,
        },
        new("sync down", ["ListObjectsV2", "GetObject"], ["sync", "--delete", "s3://scene/one/", "dir/"], Small, static stage => stage.OnDisk("dir/small"))
        {
            Kept = static stage => stage.OnDisk("dir/old") is not null,
        },
        new("rm", ["ListObjectsV2", "DeleteObjects"], ["rm", "-r", "s3://scene/gone/"], [], Result: null)
        {
            Kept = static stage => stage.InBucket("gone/small") is not null,
        },
    ];

    public override string ToString() => Name;
}
