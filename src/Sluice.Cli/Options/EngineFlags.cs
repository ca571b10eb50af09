using System.CommandLine;
using Sluice.Cli.Limits;
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

    /// <summary>For commands that move bytes.</summary>
    public OptionGroup Group => new("Speed and integrity", [.. _limits.Options, _partSize, _checksum]);

    /// <summary>For commands that only send requests.</summary>
    public OptionGroup SpeedGroup => new("Speed", _limits.WithoutMemory);

    /// <summary>For a command whose lines share the machine.</summary>
    public OptionGroup SharedGroup => new("Speed", _limits.Options);

    /// <summary>Reads what belongs to <see cref="SpeedGroup"/> and <see cref="SharedGroup"/>.</summary>
    public EngineOptions ReadShared(CommandLine line)
    {
        RunLimits limits = new();
        LimitChange given = _limits.Read(line);
        if (given.Problems().Count == 0)
            given.ApplyTo(limits);
        return new EngineOptions { Limits = limits };
    }

    /// <summary>Reads what belongs to <see cref="Group"/>.</summary>
    public EngineOptions Read(CommandLine line)
    {
        EngineOptions options = ReadShared(line) with
        {
            PartSize = line.Size(_partSize),
            Checksum = line.Choice(_checksum, ChecksumAlgorithm.Crc64Nvme,
                ("crc64nvme", ChecksumAlgorithm.Crc64Nvme), ("crc32c", ChecksumAlgorithm.Crc32C), ("crc32", ChecksumAlgorithm.Crc32),
                ("sha1", ChecksumAlgorithm.Sha1), ("sha256", ChecksumAlgorithm.Sha256), ("md5", ChecksumAlgorithm.Md5), ("none", ChecksumAlgorithm.None)),
        };
        foreach (string problem in options.Problems())
            line.Problem(problem);
        return options;
    }
}
