using System.IO.Compression;
using System.Text;
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
    // The columns of reports.
    const int KeyColumn = 1, OutcomeColumn = 8;

    /// <summary>True for what a retry takes.</summary>
    public bool IsRetried => Outcome is "failed" or "denied" or "quarantined";

    /// <summary>The rows of a file, its header first; null for one that is not there or not whole.</summary>
    public static IEnumerable<OutcomeRow>? Read(JobStore store, string outcomes, CancellationToken cancellationToken)
    {
        if (store.Read(outcomes, cancellationToken) is not { } file)
            return null;
        try
        {
            using MemoryStream unpacked = new();
            using (GZipStream gzip = new(new MemoryStream(file.Content), CompressionMode.Decompress))
                gzip.CopyTo(unpacked);
            return Rows(unpacked.ToArray());
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    static IEnumerable<OutcomeRow> Rows(byte[] all)
    {
        int start = 0;
        while (start < all.Length)
        {
            OutcomeRow row = Next(all.AsMemory(start));
            yield return row;
            start += row.Text.Length;
        }
    }

    /// <summary>The key of an item as rows have it.</summary>
    public static string KeyOf(Location item) => item.InStore is { } at ? Unquoted(UriEncoding.EncodePath(at.Key)) : "";

    /// <summary>What a file that cannot be read is told as.</summary>
    public static FailureException Damaged(string chunk) => new(Failure.Local(JobState.Damaged, $"The outcomes of chunk {DisplayText.Of(chunk)} cannot be read."));

    // Line ends and commas within quotes end nothing (RFC 4180).
    static OutcomeRow Next(ReadOnlyMemory<byte> rest)
    {
        ReadOnlySpan<byte> bytes = rest.Span;
        string key = "", outcome = "";
        bool quoted = false;
        int column = 0, field = 0, at = 0;
        for (; at < bytes.Length; at++)
        {
            quoted ^= bytes[at] == (byte)'"';
            if (quoted || bytes[at] is not ((byte)',' or (byte)'\n'))
                continue;
            string text = column is KeyColumn or OutcomeColumn ? Encoding.UTF8.GetString(bytes[field..at]).Trim('"') : "";
            (key, outcome) = (column == KeyColumn ? Unquoted(text) : key, column == OutcomeColumn ? text : outcome);
            (column, field) = (column + 1, at + 1);
            if (bytes[at] == (byte)'\n')
                break;
        }
        return new OutcomeRow(rest[..Math.Min(at + 1, bytes.Length)], key, outcome);
    }

    // A key that a spreadsheet would take for a formula has its first letter encoded, or an apostrophe before it.
    static string Unquoted(string key) => key.StartsWith("%2D", StringComparison.Ordinal) ? string.Concat("-", key.AsSpan(3)) : key.TrimStart('\'');
}
