using System.Text.Json.Serialization;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Attributes;
using Sluice.Transfer.Planning;

namespace Sluice.Transfer;

/// <summary>A multipart upload that several programs fill.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Size">Bytes of the object.</param>
/// <param name="PartSize">Bytes of each part but the last.</param>
/// <param name="PartsOfRange">Parts of a range; the last one may have fewer.</param>
/// <param name="Checksum">Checksum of parts and whole.</param>
/// <param name="Begun">When it was begun, by its store's clock.</param>
/// <param name="Version">The source's version when it was begun; null where the store named none.</param>
/// <param name="IsAsStored">Parts are those that the source was uploaded in, along which its checksum is compared.</param>
/// <param name="Refused">What the source has besides its bytes and the destination took no copy with.</param>
internal sealed record SplitUpload(string Id, long Size, long PartSize, int PartsOfRange, [property: JsonConverter(typeof(JsonStringEnumConverter<ChecksumAlgorithm>))] ChecksumAlgorithm Checksum, DateTimeOffset Begun, string? Version, bool IsAsStored, IReadOnlyList<AttributeRefusal> Refused)
{
    /// <summary>Ranges of an object at most: their names, and those of the chunk's other attempts, fit a page of a listing.</summary>
    public const int MostRanges = 256;

    /// <summary>Its parts.</summary>
    [JsonIgnore]
    public ItemPlan Plan => ItemPlan.Parted(PlanKind.PartCopy, Size, PartSize);

    /// <summary>How many ranges it has.</summary>
    [JsonIgnore]
    public int Ranges => (Plan.PartCount + PartsOfRange - 1) / PartsOfRange;

    /// <summary>The parts of a range: the first one, from 0, and how many.</summary>
    public (int First, int Count) PartsOf(int range) => (range * PartsOfRange, Math.Min(PartsOfRange, Plan.PartCount - (range * PartsOfRange)));

    /// <summary>Bytes of a range.</summary>
    public long BytesOf(int range)
    {
        (int first, int count) = PartsOf(range);
        ByteRange last = Plan.Part(first + count - 1);
        return last.Offset + last.Length - (first * PartSize);
    }

    /// <summary>How many parts make a range of so many bytes, or of more where <see cref="MostRanges"/> would not suffice.</summary>
    public static int PartsFor(in ItemPlan plan, long rangeSize) =>
        (int)Math.Max(Math.Max(1, rangeSize / plan.PartSize), (plan.PartCount + MostRanges - 1) / MostRanges);
}
