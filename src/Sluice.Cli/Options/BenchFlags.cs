using System.CommandLine;
using Sluice.Benchmarking;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Cli.Options;

/// <summary>What a benchmark works on, how long, and where its bytes go.</summary>
sealed class BenchFlags(BenchOperation operation)
{
    readonly LocationReader _locations = new();
    readonly Option<string> _prefix = Flags.Value("--prefix", "PREFIX", "The same as s3://BUCKET/PREFIX.");
    readonly Option<string> _size = Flags.Value("--object-size", "SIZE", operation is BenchOperation.Upload or BenchOperation.Mixed
        ? "Size of each test object. Default: 8MiB." : "Make test objects of this size, and remove them. Default: existing objects.");
    readonly Option<string> _objects = Flags.Value("--objects", "N", operation == BenchOperation.Mixed ? "Operations of a round, and test objects. Default: 64."
        : operation == BenchOperation.Upload ? "Test objects of a round. Default: 64." : "Test objects of a round (default: 64), or the most existing objects (default: all).");
    readonly Option<string> _iterations = Flags.Value("--iterations", "N", "Rounds over all objects. Default: as many as --duration allows.");
    readonly Option<string> _duration = Flags.Value("--duration", "TIME", "Time to measure, such as 30s or 5m; objects under way are finished. Default: 10s.");
    readonly Option<string> _warmUp = Flags.Value("--warm-up", "TIME", "Time before, with the same work, that is not measured. Default: 2s.");
    readonly Option<string> _saveTo = Flags.Value("--save-to", "null|memory|DIR", "Where downloads go: nowhere (default), memory, or files that are removed at the end.", "null", "memory");
    readonly Option<bool> _noValidate = Flags.Switch("--no-validate", "Compute and compare no checksums.");
    readonly Option<string> _mix = Flags.Value("--mix", "SHARES", $"Shares of operations. Default: {BenchMix.Default}.");
    readonly Option<string> _seed = Flags.Value("--seed", "N", "Decides bytes and order. Default: 1.");

    /// <summary>The options under their heading.</summary>
    public OptionGroup Group => operation switch
    {
        BenchOperation.Download => new("What to measure", _prefix, _size, _objects, _iterations, _duration, _warmUp, _saveTo, _noValidate, _seed, _locations.Exact),
        BenchOperation.Upload => new("What to measure", _prefix, _size, _objects, _iterations, _duration, _warmUp, _noValidate, _seed, _locations.Exact),
        BenchOperation.Mixed => new("What to measure", _prefix, _size, _objects, _mix, _iterations, _duration, _warmUp, _noValidate, _seed, _locations.Exact),
        _ => new("What to measure", _prefix, _size, _objects, _iterations, _duration, _warmUp, _seed, _locations.Exact),
    };

    /// <summary>Reads them.</summary>
    public BenchRequest Read(CommandLine line, IReadOnlyList<string> operands)
    {
        // Of two that were typed the request says so.
        _ = line.Collide(_iterations, _duration);
        TimeSpan? duration = Time(line, _duration);
        BenchRequest request = new()
        {
            Operation = operation,
            Target = Target(line, operands),
            ObjectSize = line.Size(_size),
            Objects = line.Number(_objects, 1, BenchRequest.MaxObjects),
            Iterations = line.Number(_iterations, 1, BenchRequest.MaxIterations),
            Duration = duration,
            WarmUp = Time(line, _warmUp) ?? BenchRequest.DefaultWarmUp,
            SaveTo = line.Text(_saveTo) switch { null or "null" => BenchDestination.Nowhere, "memory" => BenchDestination.Memory, var directory => BenchDestination.Below(directory) },
            Validate = !line.Has(_noValidate),
            Mix = Mix(line),
            Seed = line.Number(_seed, 0, int.MaxValue) ?? 1,
        };
        foreach (string problem in request.Problems())
            line.Problem(problem);
        return request;
    }

    S3Location Target(CommandLine line, IReadOnlyList<string> operands)
    {
        if (line.Only(operands, $"Say where: sluice bench {operation.ToString().ToLowerInvariant()} s3://BUCKET/PREFIX.", "One location at a time.") is not { } where)
            return new S3Location(null, "bucket", ObjectKey.Empty);
        bool isBucket = where.TrimEnd('/') is ['s', '3', ':', '/', '/', .. var bucket] && !bucket.Contains('/', StringComparison.Ordinal);
        line.Expect(isBucket, $"--prefix {DisplayText.Of(line.Text(_prefix) ?? "")}: {DisplayText.Of(where)} has one already; give the bucket alone, or leave the option out.", _prefix);
        string? prefix = line.Text(_prefix);
        if (_locations.ReadS3(line, prefix is null || !isBucket ? where : $"{where.TrimEnd('/')}/{prefix}") is not { } target)
            return new S3Location(null, "bucket", ObjectKey.Empty);
        LocationReader.RefuseWildcards(line, target);
        return target;
    }

    BenchMix Mix(CommandLine line)
    {
        if (line.Text(_mix) is not { } text)
            return BenchMix.Default;
        if (BenchMix.TryParse(text, out BenchMix? mix, out string problem))
            return mix;
        line.Problem($"--mix {DisplayText.Of(text)}: {problem}");
        return BenchMix.Default;
    }

    static TimeSpan? Time(CommandLine line, Option<string> option)
    {
        if (line.Text(option) is not { } text)
            return null;
        if (Age.TryParse(text, out TimeSpan time) && time <= BenchRequest.MaxDuration)
            return time;
        line.Problem($"{option.Name} {DisplayText.Of(text)}: write a number and a unit, such as 0.5s, 10s or 5m; a day at most.");
        return null;
    }
}
