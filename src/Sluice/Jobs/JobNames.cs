using System.Globalization;

namespace Sluice.Jobs;

/// <summary>What is where in a job's store.</summary>
internal static class JobNames
{
    /// <summary>Digits of the number of a chunk.</summary>
    public const int Digits = 9;

    /// <summary>The job.</summary>
    public const string Job = "job.json";

    /// <summary>The end of its plan.</summary>
    public const string Plan = "plan.json";

    /// <summary>There when it is cancelled, and while it is being deleted.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>What <see cref="Cancelled"/> has in it once the job is being deleted: what is left of it tells nothing from then on.</summary>
    public static ReadOnlySpan<byte> Deletion => "deleted"u8;

    /// <summary>There when a worker has found everything sealed, so that others need not list it all.</summary>
    public const string Over = "over";

    /// <summary>The job that goes on from it.</summary>
    public const string Next = "next";

    /// <summary>What is left, as one worker has listed it for all.</summary>
    public const string Left = "left";

    /// <summary>Whose turn it is, and was, to list what is left.</summary>
    public const string Surveys = "surveys/";

    /// <summary>Chunks.</summary>
    public const string Chunks = "chunks/";

    /// <summary>Leases.</summary>
    public const string Leases = "leases/";

    /// <summary>Seals.</summary>
    public const string Seals = "seals/";

    /// <summary>Who does a slow worker's chunk a second time.</summary>
    public const string Seconds = "seconds/";

    /// <summary>Names that hold the counts of seals, so that a listing tells them.</summary>
    public const string Tallies = "tallies/";

    /// <summary>Names that hold what of a seal does not count any more, because it is done again.</summary>
    public const string Retries = "retries/";

    /// <summary>Rows of attempts.</summary>
    public const string Outcomes = "outcomes/";

    /// <summary>Multipart uploads that attempts have begun, until they have ended.</summary>
    public const string Uploads = "uploads/";

    /// <summary>Chunks that a worker could not read, each with why.</summary>
    public const string Unreadable = "unreadable/";

    /// <summary>Folders in which workers leave something, and that of chunks: none of a job that is new.</summary>
    public static IReadOnlyList<string> OfWorkers { get; } = [Chunks, Leases, Seals, Tallies, Outcomes, Unreadable];

    /// <summary>True for a name that a job's file has besides <see cref="Job"/>: what else lies there may be anybody's.</summary>
    public static bool IsOwn(string name) => name is Plan or Cancelled or Over or Left or Next || (name.StartsWith(Surveys, StringComparison.Ordinal) ? long.TryParse(name.AsSpan(Surveys.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _) : IsOfChunk(name));

    /// <summary>The same of a file of a chunk, in one of the folders for them.</summary>
    public static bool IsOfChunk(string name)
    {
        string rest = name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
        int end = rest.AsSpan().IndexOfAny('/', '_');
        return IsChunk(end < 0 ? name.StartsWith(Chunks, StringComparison.Ordinal) ? ChunkOf(name) ?? "" : rest : rest[..end]);
    }

    const string Packed = ".gz";

    const string Split = ".json";
    const char JoinMark = 'j', RangeMark = 'p', SectionMark = 's';
    const int RangeDigits = 4, SectionDigits = 10, CutDigits = SectionDigits - RangeDigits;
    const int HashDigits = 16;

    /// <summary>The name of a chunk.</summary>
    public static string Numbered(int number) => number.ToString($"d{Digits}", CultureInfo.InvariantCulture);

    /// <summary>True for what can be the name of a chunk: a number, and what halving and retrying put behind it.</summary>
    public static bool IsChunk(string name)
    {
        int at = Digits;
        if (name.Length < Digits || name.Length > 512 || name.AsSpan(0, Digits).ContainsAnyExceptInRange('0', '9'))
            return false;
        while (at + 1 < name.Length && name[at] == '.' && name[at + 1] is '0' or '1' or 'r' or JoinMark or RangeMark or SectionMark)
        {
            int digits = name[at + 1] switch { RangeMark => RangeDigits, SectionMark => SectionDigits, _ => 0 };
            at += 2;
            if (name.Length < at + digits || digits > 0 && name.AsSpan(at, digits).ContainsAnyExceptInRange('0', '9'))
                return false;
            at += digits;
        }
        return at == name.Length;
    }

    /// <summary>Where a chunk is.</summary>
    public static string Chunk(string chunk) => Chunks + chunk + Packed;

    /// <summary>The chunk of a name below <see cref="Chunks"/>; null for none.</summary>
    public static string? ChunkOf(string name) => name.StartsWith(Chunks, StringComparison.Ordinal) && name.EndsWith(Packed, StringComparison.Ordinal) ? name[Chunks.Length..^Packed.Length] : null;

    /// <summary>Where it stands whose turn it is.</summary>
    public static string Survey(long number) => string.Create(CultureInfo.InvariantCulture, $"{Surveys}{number}");

    /// <summary>Behind all names of chunks and seals of lower numbers, and before those of this one.</summary>
    public static string Before(int number) => number == 0 ? "" : Numbered(number - 1) + "~";

    /// <summary>Where the lease of a chunk is.</summary>
    public static string Lease(string chunk) => Leases + chunk;

    /// <summary>Where it stands who does a chunk a second time.</summary>
    public static string Second(string chunk) => Seconds + chunk;

    /// <summary>Where the seal of a chunk is.</summary>
    public static string Seal(string chunk) => Seals + chunk;

    /// <summary>Where the rows of an attempt at a chunk are.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="worker">The worker.</param>
    /// <param name="attempt">Its attempt; a message that comes again brings the same one to the same worker.</param>
    /// <param name="hash">That of the content: what a seal stands for is never written over by anything else.</param>
    public static string OutcomesOf(string chunk, string worker, int attempt, string hash = "") => AttemptAt(chunk, worker, attempt, hash) + ".csv.gz";

    /// <summary>Where it is what an attempt has begun, or has copied, of a large object.</summary>
    public static string SplitOf(string chunk, string worker, int attempt, string hash) => AttemptAt(chunk, worker, attempt, hash) + Split;

    /// <summary>True for a name as <see cref="SplitOf"/> makes it; other files have rows.</summary>
    public static bool IsSplit(string name) => name.EndsWith(Split, StringComparison.Ordinal);

    /// <summary>Where uploads of an attempt at a chunk are noted; <paramref name="run"/> tells it from another run of it by the same worker.</summary>
    public static string UploadsOf(string chunk, string worker, string run, int number) => string.Create(CultureInfo.InvariantCulture, $"{Uploads}{chunk}/{worker}-{run}-{number}");

    /// <summary>The chunk of a seal's name; null for what lies there and is none, such as what consoles and file managers leave.</summary>
    public static string? ChunkOfSeal(string name) => name.StartsWith(Seals, StringComparison.Ordinal) && IsChunk(name[Seals.Length..]) ? name[Seals.Length..] : null;

    /// <summary>The chunk of a name below <see cref="Outcomes"/>; null for none.</summary>
    public static string? ChunkOfOutcomes(string name) => name.Split('/') is [_, var chunk, _] && IsChunk(chunk) ? chunk : null;

    /// <summary>The halves of a chunk.</summary>
    public static string[] Halves(string chunk) => [chunk + ".0", chunk + ".1"];

    /// <summary>True for a half of a chunk.</summary>
    public static bool IsHalf(string chunk) => chunk is [.., '.', '0' or '1'];

    /// <summary>The chunk that joins the ranges of a large object.</summary>
    public static string Join(string chunk) => $"{chunk}.{JoinMark}";

    /// <summary>The chunk of a range of a large object.</summary>
    public static string Range(string chunk, int range) => RangesOf(chunk) + range.ToString($"d{RangeDigits}", CultureInfo.InvariantCulture);

    /// <summary>What all names of a large object's ranges begin with.</summary>
    public static string RangesOf(string chunk) => $"{chunk}.{RangeMark}";

    /// <summary>True for the chunk that joins the ranges of a large object.</summary>
    public static bool IsJoin(string chunk) => chunk is [.., '.', JoinMark];

    /// <summary>Which range of a large object a chunk is; null for other chunks.</summary>
    public static int? RangeOf(string chunk) => NumberOf(chunk, RangeMark, RangeDigits);

    /// <summary>The chunk of a part of a range of keys that had more keys than its share: what the seal of the range has left.</summary>
    /// <param name="chunk">The range.</param>
    /// <param name="cut">Which cut of it, from 0 to 999,999: sections of two cuts are of other keys, and have other names.</param>
    /// <param name="section">Which section, from 0 to 9,999.</param>
    public static string Section(string chunk, int cut, int section) =>
        $"{chunk}.{SectionMark}{cut.ToString($"d{CutDigits}", CultureInfo.InvariantCulture)}{section.ToString($"d{RangeDigits}", CultureInfo.InvariantCulture)}";

    /// <summary>Which part of a range of keys a chunk is; null for other chunks.</summary>
    public static int? SectionOf(string chunk) => NumberOf(chunk, SectionMark, SectionDigits);

    /// <summary>The chunk that a seal has taken apart into this one and others: halves, ranges of a large object and what joins them, or sections of a range of keys. Null for others.</summary>
    public static string? ParentOf(string chunk) => IsHalf(chunk) || IsJoin(chunk) ? chunk[..^2] : RangeOf(chunk) is not null ? chunk[..^(RangeDigits + 2)] : SectionOf(chunk) is not null ? chunk[..^(SectionDigits + 2)] : null;

    static string AttemptAt(string chunk, string worker, int attempt, string hash) =>
        string.Create(CultureInfo.InvariantCulture, $"{Outcomes}{chunk}/{worker}-{attempt}{(hash.Length == 0 ? "" : $"-{hash[..HashDigits]}")}");

    static int? NumberOf(string chunk, char mark, int digits) =>
        chunk.Length >= Digits + 2 + digits && chunk[^(digits + 1)] == mark && !chunk.AsSpan(chunk.Length - digits).ContainsAnyExceptInRange('0', '9')
            ? int.Parse(chunk.AsSpan(chunk.Length - RangeDigits), NumberStyles.None, CultureInfo.InvariantCulture) : null;

    /// <summary>The chunk of what is done again of another one.</summary>
    public static string Retry(string chunk) => chunk + ".r";

    /// <summary>Where it stands what of a seal does not count any more.</summary>
    /// <param name="seal">The seal.</param>
    /// <param name="bytes">Bytes of the items that are done again.</param>
    public static string Retried(ChunkSeal seal, long bytes) => string.Create(CultureInfo.InvariantCulture, $"{Retries}{seal.Chunk}_0_0_0_0_{seal.Denied}_{seal.Failed}_{seal.Quarantined}_{bytes}");

    /// <summary>Where it stands that a worker could not read a chunk.</summary>
    public static string UnreadableOf(string chunk) => Unreadable + chunk;

    /// <summary>Where the counts of a seal are.</summary>
    /// <param name="seal">The seal.</param>
    /// <param name="content">As it is written: a listing of seals then tells whether they are that, where ETags are MD5s. Empty for not telling.</param>
    public static string Tally(ChunkSeal seal, ReadOnlySpan<byte> content)
    {
        string told = seal.Bytes is { } bytes ? $"_{bytes}{(seal.Unverified is { } unverified ? $"_{unverified}" : "")}" : "";
        string added = seal.Added > 0 ? $"_{seal.Added}" : "";
        string hash = content.IsEmpty ? "" : $"_{ChunkTally.HashMark}{ChunkTally.HashOf(content)}";
        return string.Create(CultureInfo.InvariantCulture, $"{Tallies}{seal.Chunk}_{seal.Done}_{seal.Skipped}_{seal.Missing}_{seal.Changed}_{seal.Denied}_{seal.Failed}_{seal.Quarantined}{told}{added}{hash}");
    }
}
