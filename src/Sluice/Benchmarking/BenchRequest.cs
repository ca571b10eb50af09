using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Planning;
using Sluice.Trees.S3;

namespace Sluice.Benchmarking;

/// <summary>What to measure.</summary>
public sealed record BenchRequest
{
    /// <summary>Most objects of a round: each is a few hundred bytes in memory.</summary>
    public const int MaxObjects = 1_000_000;

    /// <summary>Most existing objects that are used unless <see cref="Objects"/> says how many: their names stay in memory.</summary>
    public const int MaxExisting = 100_000;

    /// <summary>Most rounds.</summary>
    public const int MaxIterations = 1_000_000;

    /// <summary>Default of <see cref="Objects"/> when test objects are made.</summary>
    public const int DefaultObjects = 64;

    /// <summary>Default of <see cref="ObjectSize"/> where test objects are always made: one request each, and bytes count for more than requests.</summary>
    public const long DefaultObjectSize = 8L << 20;

    // Room for "/sluice-bench/", 16 digits and a number below the target, in a key of at most 1,024 bytes.
    const int LongestPrefix = 960;

    /// <summary>Longest <see cref="Duration"/> and <see cref="WarmUp"/>: the timeline has a record for each second.</summary>
    public static TimeSpan MaxDuration { get; } = TimeSpan.FromDays(1);

    /// <summary>Default of <see cref="WarmUp"/>: the controller doubles every second at first, and two seconds open connections and compile what is hot.</summary>
    public static TimeSpan DefaultWarmUp { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Default of <see cref="Duration"/>.</summary>
    public static TimeSpan DefaultDuration { get; } = TimeSpan.FromSeconds(10);

    /// <summary>What is done.</summary>
    public required BenchOperation Operation { get; init; }

    /// <summary>Bucket, and the prefix of the objects; test objects lie below it.</summary>
    public required S3Location Target { get; init; }

    /// <summary>Size of each test object; null: existing objects, except for uploads and mixed work, whose default is 8 MiB.</summary>
    public long? ObjectSize { get; init; }

    /// <summary>Test objects of a round, or the most existing objects that are used; 1 to 1,000,000. Null: 64 test objects, the first 100,000 existing ones.</summary>
    public int? Objects { get; init; }

    /// <summary>Rounds over all objects, 1 to 1,000,000; null: as many as <see cref="Duration"/> allows.</summary>
    public int? Iterations { get; init; }

    /// <summary>Time to measure, at most a day; what is under way at its end is finished. Null: 10 s, unless rounds are given.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Time before, with the same work on the same connections, that is not measured; zero for none. Default 2 s.</summary>
    public TimeSpan WarmUp { get; init; } = DefaultWarmUp;

    /// <summary>Where downloads go. Default: nowhere.</summary>
    public BenchDestination SaveTo { get; init; } = BenchDestination.Nowhere;

    /// <summary>Whether checksums are computed and compared. Default true.</summary>
    public bool Validate { get; init; } = true;

    /// <summary>Shares of the operations of mixed work.</summary>
    public BenchMix Mix { get; init; } = BenchMix.Default;

    /// <summary>Decides the bytes of test objects and the order of mixed work.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where is written what test objects there are, so that a later run removes what an interrupted one left; null writes nothing.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>True when objects are made for the benchmark and removed after it.</summary>
    public bool UsesTestObjects => ObjectSize is not null || Operation is BenchOperation.Upload or BenchOperation.Mixed;

    /// <summary>True when anything is written to the bucket.</summary>
    internal bool Writes => UsesTestObjects || Operation == BenchOperation.Copy;

    /// <summary>Size of test objects.</summary>
    internal long TestObjectSize => ObjectSize ?? DefaultObjectSize;

    /// <summary>Number of test objects.</summary>
    internal int TestObjects => Objects ?? DefaultObjects;

    /// <summary>Time to measure; null when rounds are counted.</summary>
    internal TimeSpan? TimeLimit => Duration ?? (Iterations is null ? DefaultDuration : null);

    /// <summary>All that is wrong, as sentences; empty when it can be run.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        if (BucketName.ProblemOfExisting(Target.Bucket) is { } bucket)
            problems.Add(bucket);
        if (Writes && Target.Key.Length > LongestPrefix)
            problems.Add($"The prefix has {Target.Key.Length:N0} bytes; with what test objects are called below it a key would have more than the 1,024 that S3 takes.");
        if (ObjectSize is < 0 or > S3Limits.MaxObjectSize)
            problems.Add($"An object of {ObjectSize:N0} bytes cannot be: S3 takes 0 to 48.8 TiB.");
        if (Objects is < 1 or > MaxObjects)
            problems.Add($"{Objects:N0} objects: 1 to {MaxObjects:N0} can be measured.");
        if (Iterations is < 1 or > MaxIterations)
            problems.Add($"{Iterations:N0} iterations measure nothing: give 1 to {MaxIterations:N0}.");
        if (Iterations is not null && Duration is not null)
            problems.Add("Iterations and a duration exclude each other: either the rounds are counted or the time.");
        if (Duration is { } duration && (duration <= TimeSpan.Zero || duration > MaxDuration))
            problems.Add("A duration of nothing, or of more than a day, cannot be measured.");
        if (WarmUp < TimeSpan.Zero || WarmUp > MaxDuration)
            problems.Add("The warm-up takes 0 s to a day.");
        if (SaveTo is { Directory: "" or "-" })
            problems.Add("Downloads are saved to null, memory or a directory.");
        else if (SaveTo.Directory is { } directory && File.Exists(directory))
            problems.Add($"{DisplayText.Of(directory)} is a file; downloads are saved to null, memory or a directory.");
        if (Mix.Problem is { } mix)
            problems.Add($"The mix: {mix}");
        return problems;
    }
}
