using Sluice.Engine;
using Sluice.Processing;

namespace Sluice.Cli.Reports;

/// <summary>What a processing did, in memory that does not grow with its objects. For one thread at a time.</summary>
/// <param name="began">When the run began.</param>
sealed class ProcessFigures(DateTimeOffset began)
{
    // A hostile program could say something else each time.
    const int MostKinds = 1000;
    const int MostSlow = 20;

    readonly PriorityQueue<ProcessedObject, TimeSpan> _slowest = new();
    readonly Dictionary<string, (long Count, string Example)> _failures = new(StringComparer.Ordinal);

    /// <summary>What happened when.</summary>
    public ProcessTimeline Timeline { get; } = new();

    /// <summary>How long programs ran.</summary>
    public TimeHistogram Times { get; } = new();

    /// <summary>When the run began.</summary>
    public DateTimeOffset Began => began;

    /// <summary>How long it took so far.</summary>
    public TimeSpan Length { get; private set; }

    /// <summary>Objects that were done.</summary>
    public long Done { get; private set; }

    /// <summary>Objects that were not.</summary>
    public long Failed { get; private set; }

    /// <summary>Bytes that programs were given.</summary>
    public long BytesIn { get; private set; }

    /// <summary>Time of programs on processors.</summary>
    public TimeSpan Cpu { get; private set; }

    /// <summary>The first result.</summary>
    public TimeSpan? First { get; private set; }

    /// <summary>Those that ran longest, longest first.</summary>
    public IEnumerable<ProcessedObject> Slowest => _slowest.UnorderedItems.OrderByDescending(static item => item.Priority).Select(static item => item.Element);

    /// <summary>Why objects failed, most frequent first: exit code or signal, and first line of stderr.</summary>
    public IEnumerable<(string Kind, long Count, string Example)> Failures => _failures.OrderByDescending(static pair => pair.Value.Count).Select(static pair => (pair.Key, pair.Value.Count, pair.Value.Example));

    /// <summary>Takes an attempt that has ended now: what it used, and of the last one of its object what became of that.</summary>
    public void Add(ProcessedObject row, DateTimeOffset now)
    {
        Length = now - began;
        BytesIn += row.BytesIn;
        Cpu += row.UserCpu + row.SystemCpu;
        double start = (row.Started - began).TotalSeconds, fetched = start + row.FetchTime.TotalSeconds, begun = fetched + row.WaitTime.TotalSeconds;
        bool isDone = row.Kind == OutcomeKind.Done;
        Timeline.Add(Length.TotalSeconds, row.Kind is null ? null : isDone, start, fetched, begun, begun + row.Wall.TotalSeconds);
        if (row.Kind is null)
            return;
        First ??= Length;
        Done += isDone ? 1 : 0;
        Failed += isDone ? 0 : 1;
        Times.Add(row.Wall.TotalSeconds);
        _slowest.Enqueue(row, row.Wall);
        if (_slowest.Count > MostSlow)
            _slowest.Dequeue();
        if (isDone)
            return;
        string kind = row.Message.Length > 0 ? row.Message : row.ErrorCode;
        if (_failures.Count >= MostKinds && !_failures.ContainsKey(kind))
            kind = "Other failures";
        (long count, string example) = _failures.GetValueOrDefault(kind, (0, row.Source.ToString()!));
        _failures[kind] = (count + 1, example);
    }
}
