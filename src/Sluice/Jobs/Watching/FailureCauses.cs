using Sluice.Failures;
using Sluice.Jobs.Store;

namespace Sluice.Jobs.Watching;

/// <summary>Groups what did not arrive by why, from the rows of sealed chunks whose counts say that there is something; in bounded memory, whatever rows say.</summary>
/// <param name="store">The job.</param>
internal sealed class FailureCauses(JobStore store)
{
    // Codes come from stores; a hostile one could make up one for each row.
    const int MostCauses = 100, MostExamples = 5;

    readonly HashSet<string> _read = new(StringComparer.Ordinal);
    readonly Dictionary<(string Outcome, string Code, string Status), (long Count, string Message, List<string> Examples)> _causes = [];
    readonly List<FailedItem> _items = [];
    int _retried;

    /// <summary>Reads the rows of further chunks.</summary>
    public void Read(ChunkBoard board, int chunks, CancellationToken cancellationToken)
    {
        // What is done again counts no more.
        if (_retried != board.Retried)
        {
            _read.Clear();
            _causes.Clear();
            _items.Clear();
            _retried = board.Retried;
        }
        foreach (ChunkMark mark in Failing(board).Where(mark => !_read.Contains(mark.Name)).Take(Math.Min(chunks, FailureSummary.MostChunks - _read.Count)).ToList())
        {
            _read.Add(mark.Name);
            try
            {
                ReadRows(mark, cancellationToken);
            }
            catch (FailureException damaged) when (damaged.Failure.Code == JobState.Damaged)
            {
                (string, string, string) kind = ("unknown", "UnreadableRows", "");
                _causes[kind] = (_causes.GetValueOrDefault(kind).Count + mark.Failed + mark.Gone, damaged.Message, []);
            }
        }
    }

    /// <summary>What was found.</summary>
    public FailureSummary Summary(ChunkBoard board) => new(
        [.. _causes.OrderByDescending(static cause => cause.Value.Count).ThenBy(static cause => cause.Key.Code, StringComparer.Ordinal)
            .Select(static cause => new FailureCause(cause.Key.Outcome, cause.Key.Code, cause.Key.Status, cause.Value.Message, cause.Value.Count, OutcomeRow.Retries(cause.Key.Outcome), cause.Value.Examples))],
        _items, _read.Count, Failing(board).Count());

    void ReadRows(ChunkMark mark, CancellationToken cancellationToken)
    {
        if (JobState.ReadSeal(store, mark.Name, cancellationToken) is not { Outcomes: not null } seal)
            throw OutcomeRow.Damaged(mark.Name);
        foreach (OutcomeRow row in (OutcomeRow.Read(store, seal, cancellationToken) ?? throw OutcomeRow.Damaged(mark.Name)).Skip(1))
            if (row.Outcome is not ("done" or "skipped") && (mark.Failed > 0 || !row.IsRetried))
                Add(mark.Name, row);
    }

    static IEnumerable<ChunkMark> Failing(ChunkBoard board) => board.Ordered.Where(static mark => mark.Failed + mark.Gone > 0);

    void Add(string chunk, OutcomeRow row)
    {
        (string code, string status, string message) = (row.Field(OutcomeRow.CodeColumn), row.Field(OutcomeRow.StatusColumn), row.Field(OutcomeRow.MessageColumn));
        (string, string, string) kind = (row.Outcome, code, status);
        if (!_causes.ContainsKey(kind) && _causes.Count >= MostCauses)
            kind = (row.Outcome, "Others", "");
        (long count, string first, List<string> examples) = _causes.GetValueOrDefault(kind, (0, message, []));
        if (examples.Count < MostExamples)
            examples.Add(row.Key);
        _causes[kind] = (count + 1, first, examples);
        if (_items.Count < FailureSummary.MostItems)
            _items.Add(new FailedItem(row.Key, chunk, row.Outcome, code, message));
    }
}
