using Sluice.Cli.Options;

namespace Sluice.Cli.Output;

/// <summary>Sums of sizes of which some are not known: unknown is never 0.</summary>
static class KnownBytes
{
    /// <summary>"12 MiB", "12 MiB and 3 of unknown size", "sizes unknown".</summary>
    /// <param name="bytes">The sum of those that are known.</param>
    /// <param name="unsized">How many are not; null for nobody knows.</param>
    /// <param name="all">How many there are in all.</param>
    public static string Text(long bytes, long? unsized, long all) =>
        Of(bytes, unsized, all) is null ? "sizes unknown" : $"{ByteSize.Format(bytes)}{(unsized > 0 ? $" and {Numbers.Count(unsized.Value)} of unknown size" : "")}";

    /// <summary>The same behind "of": "12 MiB", "12 MiB and 3 of unknown size", "unknown size".</summary>
    /// <param name="bytes">The sum of those that are known.</param>
    /// <param name="unsized">How many are not.</param>
    /// <param name="all">How many there are in all.</param>
    public static string TextBehindOf(long bytes, long unsized, long all) => Of(bytes, unsized, all) is null ? "unknown size" : Text(bytes, unsized, all);

    /// <summary>The sum; null where no size is known.</summary>
    /// <param name="bytes">The sum of those that are known.</param>
    /// <param name="unsized">How many are not; null for nobody knows.</param>
    /// <param name="all">How many there are in all.</param>
    public static long? Of(long bytes, long? unsized, long all) => unsized > 0 && unsized >= all ? null : bytes;

    /// <summary>How many sizes are not known, as a record tells it; null for none.</summary>
    public static long? Count(long? unsized) => unsized > 0 ? unsized : null;
}
