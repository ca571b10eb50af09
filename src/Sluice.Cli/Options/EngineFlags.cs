using System.CommandLine;
using Sluice.Engine;
using Sluice.S3.Checksums;
using Sluice.Transfer;

namespace Sluice.Cli.Options;

/// <summary>How a run uses the machine.</summary>
/// <param name="checksumName">What the option for the kind of checksum is called.</param>
sealed class EngineFlags(string checksumName = "--checksum")
{
    readonly LimitFlags _limits = new();
    readonly Option<string> _partSize = Flags.Value("--part-size", "SIZE", "Size of a part, 5MiB to 5GiB; grows where 10,000 would not do. Default: by object size.");
    readonly Option<string> _checksum = Flags.Value(checksumName, "NAME", "crc64nvme (default), crc32c, crc32, sha1, sha256, md5 or none.",
        "crc64nvme", "crc32c", "crc32", "sha1", "sha256", "md5", "none");

    readonly Option<string> _fileParallelism = Flags.Value("--file-parallelism", "N", "Objects at the same time, 1 to 1024. Default: as many as requests.");
    readonly Option<string> _maxConnections = Flags.Value("--max-connections", "N", "Most requests that are tried at once, 1 to 1024. Default: 256.");
    readonly Option<string> _ioThreads = Flags.Value("--io-threads", "N", "Threads that write files at once, 1 to 1024. Default: as many as requests.");
    readonly Option<string> _chunkSize = Flags.Value("--chunk-size", "SIZE", "Bytes received before they are written, 16KiB to 64MiB. Default: 256KiB.");
    readonly Option<bool> _auto = Flags.Switch("--auto", "Find all settings while running: the default. Excludes the others here but --memory.");

    /// <summary>For commands that measure: every setting that can be pinned.</summary>
    public OptionGroup KnobGroup => new("Settings", _auto, _limits.Concurrency, _fileParallelism, _partSize, _maxConnections, _ioThreads, _chunkSize, _limits.Memory);

    /// <summary>For commands that move bytes.</summary>
    public OptionGroup Group => new("Speed and integrity", [.. _limits.Options, _partSize, _checksum]);

    /// <summary>For commands that only send requests.</summary>
    public OptionGroup LimitGroup => new("Speed", _limits.WithoutMemory);

    /// <summary>For a command that only sends requests, and measures them.</summary>
    public OptionGroup SpeedGroup => new("Speed", _limits.Concurrency);

    /// <summary>For a command whose lines share the machine.</summary>
    public OptionGroup SharedGroup => new("Speed", _limits.Options);

    /// <summary>Reads what belongs to <see cref="LimitGroup"/> and <see cref="SharedGroup"/>.</summary>
    public TransferOptions ReadLimits(CommandLine line)
    {
        RunLimits limits = new();
        _limits.Read(line).ApplyTo(limits);
        return new TransferOptions { Limits = limits };
    }

    /// <summary>Reads what belongs to <see cref="SpeedGroup"/>.</summary>
    public TransferOptions ReadSpeed(CommandLine line) => new() { Concurrency = line.Number(_limits.Concurrency, 1, 1024) };

    /// <summary>Reads what belongs to <see cref="KnobGroup"/>.</summary>
    public TransferOptions ReadKnobs(CommandLine line)
    {
        Option[] pinned = [.. new Option[] { _limits.Concurrency, _fileParallelism, _partSize, _maxConnections, _ioThreads, _chunkSize }.Where(option => line.Collide(_auto, option))];
        if (pinned.Length > 0)
            line.Problem($"--auto finds all settings while running, and {string.Join(", ", pinned.Select(static option => option.Name))} {(pinned.Length == 1 ? "pins one" : "pin some")}; leave one or the other out.");
        return Checked(line, new TransferOptions
        {
            Concurrency = line.Number(_limits.Concurrency, 1, 1024),
            FileParallelism = line.Number(_fileParallelism, 1, 1024),
            PartSize = line.Size(_partSize),
            MaxConnections = line.Number(_maxConnections, 1, 1024),
            IoThreads = line.Number(_ioThreads, 1, 1024),
            ChunkSize = line.Size(_chunkSize) is { } size ? (int)Math.Min(size, int.MaxValue) : null,
            Memory = line.Size(_limits.Memory),
        });
    }

    /// <summary>Reads what belongs to <see cref="Group"/>.</summary>
    public TransferOptions Read(CommandLine line) => Checked(line, ReadLimits(line) with
    {
        PartSize = line.Size(_partSize),
        Checksum = line.Choice(_checksum, ChecksumAlgorithm.Crc64Nvme,
            ("crc64nvme", ChecksumAlgorithm.Crc64Nvme), ("crc32c", ChecksumAlgorithm.Crc32C), ("crc32", ChecksumAlgorithm.Crc32),
            ("sha1", ChecksumAlgorithm.Sha1), ("sha256", ChecksumAlgorithm.Sha256), ("md5", ChecksumAlgorithm.Md5), ("none", ChecksumAlgorithm.None)),
    });

    static TransferOptions Checked(CommandLine line, TransferOptions options)
    {
        foreach (string problem in options.Problems())
            line.Problem(problem);
        return options;
    }
}
