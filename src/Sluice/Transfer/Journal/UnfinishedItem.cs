using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Planning;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Journal;

/// <summary>A large item that was begun: what it is, how it was planned, and what of it is where it belongs.</summary>
internal sealed class UnfinishedItem
{
    /// <summary>Number of it in its journal.</summary>
    public int Id { get; set; }

    /// <summary>Whose it is.</summary>
    public required ItemIdentity Identity { get; init; }

    /// <summary>When it was begun, by the clock of this machine.</summary>
    public required DateTimeOffset Begun { get; init; }

    /// <summary>Bytes of the item; 0 when nobody knew.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes of each part but the last; 0 when they differ.</summary>
    public required long PartSize { get; init; }

    /// <summary>Number of parts; 0 when nobody knew.</summary>
    public required int PartCount { get; init; }

    /// <summary>Checksum of parts and whole.</summary>
    public required ChecksumAlgorithm Algorithm { get; init; }

    /// <summary>Where it goes: an object, or a file of this machine or of a host.</summary>
    public required Location To { get; init; }

    /// <summary>The endpoint of the object's store; empty for AWS and for a file.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>The unfinished file; empty for an object.</summary>
    public string Temporary { get; init; } = "";

    /// <summary>False for standard input, which nobody can read again.</summary>
    public bool CanResume => PartCount > 0;

    /// <summary>The multipart upload; null while the store has told none.</summary>
    public string? UploadId { get; set; }

    /// <summary>The parts that earlier runs finished, by number.</summary>
    public Dictionary<int, JournalPart> Parts { get; } = [];

    /// <summary>The ranges of a download that earlier runs began and did not finish, by number.</summary>
    public Dictionary<int, BegunRange> Ranges { get; } = [];

    /// <summary>A transfer of this run has it.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Bytes of the finished parts, and of those that were under way.</summary>
    public long PartBytes => Parts.Values.Sum(static part => part.Length) + Ranges.Values.Sum(static range => range.Begun.Length);

    /// <summary>True when a transfer with this source and plan can go on with it.</summary>
    public bool Fits(UInt128 stamp, ItemPlan plan, ChecksumAlgorithm algorithm) => CanResume && Identity.Stamp == stamp && Size == plan.Size
        && PartSize == plan.PartSize && PartCount == plan.PartCount && Algorithm == algorithm;

    /// <summary>Adds it to a record.</summary>
    public void Write(RecordWriter to)
    {
        S3Location? s3 = To.InStore;
        to.Int(Id).Wide(Identity.Place).Wide(Identity.Stamp).Long(Begun.UtcTicks).Long(Size).Long(PartSize).Int(PartCount).Byte((byte)Algorithm)
            .Text(Endpoint).Text(s3?.Profile).Text(s3?.Bucket).Bytes(s3 is null ? [] : s3.Key.Bytes).Text(To.FilePath ?? To.OnHost).Text(Temporary);
    }

    /// <summary>Reads it back.</summary>
    public static UnfinishedItem Read(ref RecordReader from)
    {
        int id = from.Int();
        ItemIdentity identity = new(from.Wide(), from.Wide());
        DateTimeOffset begun = new(from.Long(), TimeSpan.Zero);
        long size = from.Long(), partSize = from.Long();
        int partCount = from.Int();
        ChecksumAlgorithm algorithm = (ChecksumAlgorithm)from.Byte();
        string endpoint = from.Text(), profile = from.Text(), bucket = from.Text();
        byte[] key = from.Bytes();
        string path = from.Text();
        return new UnfinishedItem
        {
            Id = id,
            Identity = identity,
            Begun = begun,
            Size = size,
            PartSize = partSize,
            PartCount = partCount,
            Algorithm = algorithm,
            Endpoint = endpoint,
            To = bucket.Length > 0 ? new S3Location(profile.Length == 0 ? null : profile, bucket, new ObjectKey(key)) : !Path.IsPathRooted(path) && LocationParser.TryParse(path, out Location host, out _) ? host : new LocalLocation(path),
            Temporary = from.Text(),
        };
    }
}
