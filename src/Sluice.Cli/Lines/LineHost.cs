using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;

namespace Sluice.Cli.Lines;

/// <summary>What the lines of a list have in common.</summary>
/// <param name="Clients">Connections and credentials.</param>
/// <param name="Shared">Workers, memory and concurrency.</param>
/// <param name="Report">The ledger file; null without one.</param>
sealed record LineHost(S3ClientFactory Clients, SharedRun Shared, ReportFile? Report)
{
    /// <summary>Told what programs write to stderr; null for nobody.</summary>
    public Action<ReadOnlySpan<byte>>? OnErrorOutput { get; init; }

    /// <summary>What is run is a part of an item, of which others tell how it ended: what did not arrive is not told.</summary>
    public bool IsPartOfItem { get; init; }

    /// <summary>Nothing is run: only what is wrong with the command as a whole is looked for.</summary>
    public bool Rehearses { get; init; }
}
