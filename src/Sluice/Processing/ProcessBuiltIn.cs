using System.Text.RegularExpressions;

namespace Sluice.Processing;

/// <summary>Actions that need no program; at least one.</summary>
public sealed record ProcessBuiltIn
{
    /// <summary>What can be counted.</summary>
    public static IReadOnlyList<string> Countable { get; } = ["lines", "words", "bytes"];

    /// <summary>Checksums that can be told.</summary>
    public static IReadOnlyList<string> Hashable { get; } = ["sha256", "sha1", "sha384", "sha512", "md5"];

    /// <summary>What to count: some of <see cref="Countable"/>.</summary>
    public IReadOnlyList<string> Counts { get; init; } = [];

    /// <summary>Checksums: some of <see cref="Hashable"/>.</summary>
    public IReadOnlyList<string> Hashes { get; init; } = [];

    /// <summary>The lines that match this regular expression; null for none. It is matched in a time that grows with the line only.</summary>
    public string? Grep { get; init; }

    /// <summary>Each object, CSV or JSON Lines, becomes one Parquet file (docs/processing.md); needs <see cref="ProcessRequest.To"/>.</summary>
    public bool ToParquet { get; init; }

    /// <summary>With <see cref="ToParquet"/>: all columns are text, whatever is in them.</summary>
    public bool ColumnsAsText { get; init; }

    /// <summary>What is wrong with it.</summary>
    internal IEnumerable<string> Problems()
    {
        if (Counts.Count + Hashes.Count == 0 && Grep is null && !ToParquet)
            yield return "Say what to do with each object: a program behind --, or a built-in action.";
        if (Grep is not null && Counts.Count + Hashes.Count > 0)
            yield return "--grep gives lines, and --count and --hash give one; take one of them.";
        if (ToParquet && (Grep is not null || Counts.Count + Hashes.Count > 0))
            yield return "--to-parquet gives a file; --grep, --count and --hash give lines; take one of them.";
        if (ColumnsAsText && !ToParquet)
            yield return "--columns-as-text is for --to-parquet.";
        foreach (string count in Counts.Except(Countable))
            yield return $"--count {Failures.DisplayText.Of(count)}: give some of {string.Join(", ", Countable)}.";
        foreach (string hash in Hashes.Except(Hashable))
            yield return $"--hash {Failures.DisplayText.Of(hash)}: give some of {string.Join(", ", Hashable)}.";
        string? malformed = null;
        try
        {
            _ = Grep is null ? null : Compile(Grep);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            malformed = $"--grep {Failures.DisplayText.Of(Grep!)}: {Failures.DisplayText.Of(exception.Message)}";
        }
        if (malformed is not null)
            yield return malformed;
    }

    /// <summary>The pattern, without backtracking: no line can make it slow. Throws as <see cref="Regex"/> does.</summary>
    internal static Regex Compile(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <inheritdoc/>
    public override string ToString() => $"count {string.Join(',', Counts)} hash {string.Join(',', Hashes)} grep {Grep}";
}
