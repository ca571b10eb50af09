namespace Sluice.Jobs.Watching;

/// <summary>Why items did not arrive.</summary>
/// <param name="Causes">The causes, most frequent first.</param>
/// <param name="Items">Items that did not arrive, one by one; <see cref="MostItems"/> at most.</param>
/// <param name="ReadChunks">Chunks whose rows were read.</param>
/// <param name="Chunks">Chunks with such items.</param>
public sealed record FailureSummary(IReadOnlyList<FailureCause> Causes, IReadOnlyList<FailedItem> Items, int ReadChunks, int Chunks)
{
    /// <summary>Chunks whose rows are read: what is behind them is counted, and its causes are not known.</summary>
    public const int MostChunks = 200;

    /// <summary>Items that are told one by one.</summary>
    public const int MostItems = 2000;
}

/// <summary>A reason for which items did not arrive.</summary>
/// <param name="Outcome">How they ended: missing, changed, denied, failed or quarantined.</param>
/// <param name="Code">The error's code; empty for none.</param>
/// <param name="Status">HTTP status; empty for none.</param>
/// <param name="Message">What the first of them says.</param>
/// <param name="Count">Items of the chunks that were read.</param>
/// <param name="IsRetried">Whether a retry takes them.</param>
/// <param name="Examples">Keys, URL-encoded.</param>
public sealed record FailureCause(string Outcome, string Code, string Status, string Message, long Count, bool IsRetried, IReadOnlyList<string> Examples);

/// <summary>An item that did not arrive.</summary>
/// <param name="Key">Its key, URL-encoded.</param>
/// <param name="Chunk">The chunk that it is of.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Code">The error's code; empty for none.</param>
/// <param name="Message">What was said.</param>
public sealed record FailedItem(string Key, string Chunk, string Outcome, string Code, string Message);
