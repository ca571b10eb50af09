using Sluice.Failures;

namespace Sluice.S3;

/// <summary>What a store allows of parts. S3's own until an answer shows less (S3 User Guide, "Amazon S3 multipart upload limits").</summary>
internal sealed record PartLimits
{
    /// <summary>What S3 allows. No least size: it refuses smaller parts itself.</summary>
    public static PartLimits OfS3 { get; } = new();

    /// <summary>Most parts of one object.</summary>
    public int MaxParts { get; init; } = 10_000;

    /// <summary>Smallest part but for the last.</summary>
    public long MinSize { get; init; }

    /// <summary>Largest part, and largest object that one PutObject writes: 5 GiB.</summary>
    public long MaxSize { get; init; } = 5L << 30;

    /// <summary>All parts but the last must be of one size (Cloudflare R2).</summary>
    public bool AreEqual { get; init; }

    /// <summary>What both allow.</summary>
    public PartLimits And(PartLimits other) => new()
    {
        MaxParts = Math.Min(MaxParts, other.MaxParts),
        MinSize = Math.Max(MinSize, other.MinSize),
        MaxSize = Math.Min(MaxSize, other.MaxSize),
        AreEqual = AreEqual || other.AreEqual,
    };

    /// <summary>What is left after a store has refused to take a part; null when it was refused for something else.</summary>
    /// <param name="error">The refusal.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="hasOthers">The store has taken a part of this upload.</param>
    public PartLimits? AfterPart(S3Error error, int number, long length, bool hasOthers) =>
        IsTooLarge(error) ? WithMaxSize(error.SizeLimit is > 0 and long most && most < length ? most : length / 2)
        : IsTooSmall(error) ? WithMinSize(error.SizeLimit is { } least && least > length ? least : 2 * length)
        // Stores' words for a number that is too high differ; what else could be wrong with it would be wrong with the one before.
        : error.Kind == FailureKind.BadRequest && number > 1 && hasOthers ? WithMaxParts(Rounded(number - 1))
        : null;

    /// <summary>What is left after a store has refused to join parts; null when it was refused for something else.</summary>
    /// <param name="error">The refusal.</param>
    /// <param name="parts">The parts, in order.</param>
    public PartLimits? AfterJoin(S3Error error, IReadOnlyList<UploadedPart> parts)
    {
        long length = parts.Count > 1 ? parts[0].Length : 0;
        if (length == 0 || IsTooLarge(error) || error.Kind != FailureKind.BadRequest)
            return null;
        if (IsTooSmall(error))
            return WithMinSize(error.SizeLimit is { } least && least > length ? least : 2 * length);
        for (int i = 1; i < parts.Count - 1; i++)
            if (parts[i].Length != length)
                return this with { AreEqual = true };
        return error.Code == "TooManyParts" || parts.Count > FewParts ? WithMaxParts(parts.Count > FewParts ? FewParts : parts.Count / 2) : null;
    }

    /// <summary>True for a body that is larger than a store, or a proxy before it, takes.</summary>
    public static bool IsTooLarge(S3Error error) => error.Code == "EntityTooLarge" || error.Status == 413;

    static bool IsTooSmall(S3Error error) => error.Code == "EntityTooSmall";

    /// <summary>The most that stores with a lower limit than S3's take.</summary>
    const int FewParts = 1000;

    /// <summary>A limit below this is none: nothing could be uploaded so.</summary>
    const long LeastSize = 64 << 10;

    PartLimits? WithMaxSize(long most) => most >= Math.Max(MinSize, LeastSize) ? this with { MaxSize = most } : null;

    PartLimits? WithMinSize(long least) => least <= MaxSize ? this with { MinSize = least } : null;

    PartLimits? WithMaxParts(int most) => most >= 1 && most < MaxParts ? this with { MaxParts = most } : null;

    // Numbers are sent out of order: the first that is refused is some way beyond the limit, and limits are round.
    static int Rounded(int number)
    {
        int unit = 1;
        while (number / unit >= 10)
            unit *= 10;
        return number / unit * unit;
    }
}
