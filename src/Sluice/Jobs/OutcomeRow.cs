using System.IO.Compression;
using System.Text;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs.Store;
using Sluice.S3.Endpoints;
using Sluice.Trees;

namespace Sluice.Jobs;

/// <summary>A row of an outcome file, as it stands there.</summary>
/// <param name="Text">All of it, with its end.</param>
/// <param name="Key">The key, URL-encoded.</param>
/// <param name="Outcome">How the item ended.</param>
internal readonly record struct OutcomeRow(ReadOnlyMemory<byte> Text, string Key, string Outcome)
{
    /// <summary>Columns of reports, from 0.</summary>
    public const int KeyColumn = 1, CodeColumn = 4, StatusColumn = 5, MessageColumn = 6, OutcomeColumn = 8, DestinationColumn = 10, ChecksumColumn = 12, VerifiedColumn = 13, AttemptsColumn = 14, RequestColumn = 15;

    /// <summary>What stands in <see cref="VerifiedColumn"/> of an item whose bytes nothing proves.</summary>
    public const string Unverified = "unverified";

    /// <summary>True for an item that is done and whose bytes nothing proves.</summary>
    public bool IsUnverified => Outcome is "done" && Field(VerifiedColumn) == Unverified;

    /// <summary>True for what a retry takes.</summary>
    public bool IsRetried => Retries(Outcome);

    /// <summary>True for an outcome that a retry takes.</summary>
    public static bool Retries(string outcome) => outcome is "failed" or "denied" or "quarantined";

    /// <summary>The text of a column; empty where there is none.</summary>
    public string Field(int column)
    {
        ReadOnlySpan<byte> rest = Text.Span;
        for (; ; column--)
        {
            int end = EndOfField(rest);
            if (column == 0)
                return Unquote(Encoding.UTF8.GetString(rest[..end]));
            if (end == rest.Length || rest[end] == (byte)'\n')
                return "";
            rest = rest[(end + 1)..];
        }
    }

    // A hundred thousand items with keys, places and messages of a few kilobytes: what is more is no file of ours.
    const int MostBytes = 512 << 20;

    /// <summary>The rows of a chunk, the file's header first; null for a file that is not there, and for one that has not a row for each item that the seal counts.</summary>
    public static IReadOnlyList<OutcomeRow>? Read(JobStore store, ChunkSeal seal, CancellationToken cancellationToken) =>
        ReadPacked(store, seal, cancellationToken) is { } packed ? Read(packed, seal) : null;

    /// <summary>The file of a chunk's rows, packed as it is; null for one that is not there. One that is not what the seal stands for is read once more: what a store has damaged is the same twice.</summary>
    public static byte[]? ReadPacked(JobStore store, ChunkSeal seal, CancellationToken cancellationToken) =>
        seal.Outcomes is { } outcomes ? store.Read(outcomes, content => SealedFile.Fits(content, seal.OutcomesHash), cancellationToken) : null;

    /// <summary>The rows of a file, its header first; null for one that is not what the seal stands for, or has other rows than it counts.</summary>
    public static IReadOnlyList<OutcomeRow>? Read(byte[] packed, ChunkSeal seal) => SealedFile.Fits(packed, seal.OutcomesHash) && Read(packed, seal.Counts.Ended) is { } rows && Count(rows) == seal.Counts ? rows : null;

    /// <summary>The rows of a file, its header first; null for one that has not <paramref name="items"/> rows besides.</summary>
    // .NET's own decoder does not tell that its input was cut (see GzipFile): what the file must have is known.
    public static IReadOnlyList<OutcomeRow>? Read(byte[] packed, long items)
    {
        try
        {
            using MemoryStream unpacked = new();
            using (GZipStream gzip = new(new MemoryStream(packed), CompressionMode.Decompress))
            {
                byte[] buffer = new byte[64 << 10];
                for (int count; (count = gzip.Read(buffer)) > 0;)
                    if (unpacked.Length + count <= MostBytes)
                        unpacked.Write(buffer, 0, count);
                    else
                        return null;
            }
            List<OutcomeRow> rows = Rows(unpacked.ToArray());
            return rows.Count == items + 1 && rows[^1].Text.Span[^1] == (byte)'\n' ? rows : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    static OutcomeCounts Count(IReadOnlyList<OutcomeRow> rows)
    {
        long[] counts = new long[Enum.GetValues<OutcomeKind>().Length];
        for (int at = 1; at < rows.Count; at++)
            if (Enum.TryParse(rows[at].Outcome, ignoreCase: true, out OutcomeKind kind) && Enum.IsDefined(kind))
                counts[(int)kind]++;
        return OutcomeCounts.From(counts);
    }

    static List<OutcomeRow> Rows(byte[] all)
    {
        List<OutcomeRow> rows = [];
        for (int start = 0; start < all.Length; start += rows[^1].Text.Length)
            rows.Add(Next(all.AsMemory(start)));
        return rows;
    }

    /// <summary>The key of an item as rows have it.</summary>
    public static string KeyOf(Location item) => item.InStore is { } at ? Unquoted(UriEncoding.EncodePath(at.Key)) : "";

    /// <summary>What a file that cannot be read is told as.</summary>
    public static FailureException Damaged(string chunk) => new(Failure.Local(JobState.Damaged, $"The outcomes of chunk {DisplayText.Of(chunk)} cannot be read."));

    static OutcomeRow Next(ReadOnlyMemory<byte> rest)
    {
        int at = 0;
        for (ReadOnlySpan<byte> bytes = rest.Span; at < bytes.Length;)
        {
            at += EndOfField(bytes[at..]) + 1;
            if (at > bytes.Length || bytes[at - 1] == (byte)'\n')
                break;
        }
        OutcomeRow row = new(rest[..Math.Min(at, rest.Length)], "", "");
        return row with { Key = Unquoted(row.Field(KeyColumn)), Outcome = row.Field(OutcomeColumn) };
    }

    // Line ends and commas within quotes end nothing (RFC 4180).
    static int EndOfField(ReadOnlySpan<byte> bytes)
    {
        bool quoted = false;
        int at = 0;
        for (; at < bytes.Length && (quoted || bytes[at] is not ((byte)',' or (byte)'\n')); at++)
            quoted ^= bytes[at] == (byte)'"';
        return at;
    }

    static string Unquote(string field) => field is ['"', .., '"'] ? field[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : field;

    // A key that a spreadsheet would take for a formula has its first letter encoded, or an apostrophe before it.
    static string Unquoted(string key) => key.StartsWith("%2D", StringComparison.Ordinal) ? string.Concat("-", key.AsSpan(3)) : key.TrimStart('\'');
}
