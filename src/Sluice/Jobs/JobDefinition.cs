using System.Security.Cryptography;
using System.Text;
using Sluice.Jobs.Queues;

namespace Sluice.Jobs;

/// <summary>What a job is, as its store keeps it (<c>job.json</c>): never changed, and never with a secret.</summary>
/// <param name="Format">Version of the form of all that a job store has.</param>
/// <param name="Words">The command, word by word.</param>
/// <param name="Claim">How chunks are claimed: <c>lease</c>, <c>index</c>, or the URL of a queue.</param>
/// <param name="LeaseSeconds">How long a lease lasts that nobody renews.</param>
/// <param name="Created">When it was created.</param>
/// <param name="Hash">SHA-256 of the command, which chunks and plan name too.</param>
public sealed record JobDefinition(int Format, IReadOnlyList<string> Words, string Claim, double LeaseSeconds, DateTimeOffset Created, string Hash)
{
    /// <summary>The newest form that this version reads: that in which an item may name a version, for which who does not know it would take the latest.</summary>
    public const int CurrentFormat = 5;

    /// <summary>The first form whose chunks and seals say which job and which chunk they are of, and whose seals have the hash of each file that they stand for.</summary>
    internal const int ProvenFormat = 4;

    /// <summary>The least <see cref="SplitSize"/>: 5 MiB, the smallest part of a multipart upload but for its last (S3 User Guide, "Amazon S3 multipart upload limits").</summary>
    public const long MinSplitSize = 5L << 20;

    /// <summary>The job that this one goes on from: only what that one, and those before it, have not done is in its chunks. Null for none.</summary>
    public string? Since { get; init; }

    /// <summary>The <see cref="Id"/> of that job: its name may be another one's by now. Null where it was not noted.</summary>
    public string? SinceId { get; init; }

    /// <summary>Objects above so many bytes are copied by several workers, in ranges of that size. Null for none.</summary>
    public long? SplitSize { get; init; }

    /// <summary>Of a job whose items are ranges of keys: a worker that finds more than so many in one leaves the rest to others, cut anew. Null for a job without such ranges, and where each is listed to its end.</summary>
    public int? RangeKeys { get; init; }

    /// <summary>SHA-256 of the list of names that its items are; null for a job without one. A creation that was interrupted goes on with the same list only.</summary>
    public string? NamesHash { get; init; }

    /// <summary>The hash of a command.</summary>
    public static string HashOf(IReadOnlyList<string> words) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', words))));

    /// <summary>The queue that has its chunks; null where there is none.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public QueueAddress? Queue => Claim is "lease" or "index" ? null : QueueAddress.Parse(Claim, out _) is { Url: not null } address ? address : null;

    /// <summary>Tells it from other jobs that may use its queue.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Id => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Hash[..Math.Min(16, Hash.Length)]}-{Created.UtcTicks}");

    /// <summary>What its chunks and seals name it by. Before <see cref="ProvenFormat"/> that is the hash of the command, which another job may have, too.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    internal string Mark => Format >= ProvenFormat ? Id : Hash;

    /// <summary>Why a worker must not run it; null when it may.</summary>
    public string? Problem => Format > CurrentFormat ? $"The job was created by a newer version of sluice (format {Format}; this one knows {CurrentFormat})."
        : Hash != HashOf(Words) ? "The job's command is not the one that it was created with (its hash does not fit)."
        : Claim is not ("lease" or "index") && Queue is null ? $"The job's chunks are claimed in a way that this version does not know."
        : SplitSize is { } size && (size < MinSplitSize || Claim == "index") ? "The job's large objects are split in a way that this version does not know."
        : RangeKeys is { } keys && (keys < 1 || Claim == "index") ? "The job's ranges are cut in a way that this version does not know."
        : LeaseSeconds is not (>= 1 and <= 86_400) ? "The job's leases last a time that makes no sense."
        : null;
}
