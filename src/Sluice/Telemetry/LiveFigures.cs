using System.Diagnostics.Metrics;

namespace Sluice.Telemetry;

/// <summary>
/// The figures of all runs of this process: those under way are asked when somebody collects, those that have ended are kept as sums. Runs count for
/// themselves anyway, so that being followed costs nothing while they run. Safe for many threads.
/// </summary>
internal sealed class LiveFigures : IDisposable
{
    // Codes of failures come from stores: what goes beyond is summed up in the run itself.
    const int MostKept = 1000;

    static readonly Lock Gate = new();
    // Guarded by Gate.
    static readonly List<LiveFigures> Live = [];
    static readonly Dictionary<(string Run, RunFigure Figure), long> Ended = [];

    readonly string _run;
    readonly Func<IReadOnlyList<RunFigure>> _ask;

    LiveFigures(string run, Func<IReadOnlyList<RunFigure>> ask) => (_run, _ask) = (run, ask);

    /// <summary>Follows a run until it is disposed of.</summary>
    /// <param name="run">The command, such as <c>cp</c>.</param>
    /// <param name="ask">Its figures at this moment; called from any thread. Counts never go back.</param>
    public static LiveFigures Follow(string run, Func<IReadOnlyList<RunFigure>> ask)
    {
        LiveFigures followed = new(run, ask);
        lock (Gate)
            Live.Add(followed);
        return followed;
    }

    /// <summary>What one instrument measures at this moment.</summary>
    public static IEnumerable<Measurement<long>> Of(string instrument)
    {
        Dictionary<(string Run, RunFigure Figure), long> sums = [];
        lock (Gate)
        {
            foreach (var (key, value) in Ended)
                if (key.Figure.Instrument == instrument)
                    sums.Add(key, value);
            foreach (LiveFigures followed in Live)
                followed.AddTo(sums, figure => figure.Instrument == instrument);
        }
        return [.. sums.Select(static sum => sum.Key.Figure.Tag is { } tag
            ? new Measurement<long>(sum.Value, new KeyValuePair<string, object?>("sluice.run.name", sum.Key.Run), new KeyValuePair<string, object?>(tag, sum.Key.Figure.Word))
            : new Measurement<long>(sum.Value, new KeyValuePair<string, object?>("sluice.run.name", sum.Key.Run)))];
    }

    /// <summary>The run is over: its counts stay.</summary>
    public void Dispose()
    {
        lock (Gate)
            if (Live.Remove(this))
                AddTo(Ended, static figure => !figure.IsLevel);
    }

    void AddTo(Dictionary<(string Run, RunFigure Figure), long> sums, Func<RunFigure, bool> isWanted)
    {
        foreach (RunFigure figure in _ask())
        {
            (string, RunFigure) key = (_run, figure with { Value = 0 });
            if (isWanted(figure) && (sums.Count < MostKept || sums.ContainsKey(key)))
                sums[key] = sums.GetValueOrDefault(key) + figure.Value;
        }
    }
}
