using Sluice.Cli.Options;
using Sluice.Cli.Output;

namespace Sluice.Cli.Progress;

/// <summary>The columns of <c>sluice top</c> that a window has room for: its number and its rate always, then the others by what they are worth.</summary>
sealed class TopColumns
{
    // Enough for what a command does and most of where.
    const int LeastCommand = 40;

    static readonly Column Bytes = new("BYTES", 9, Tone.Plain, static sample => ByteSize.Format(sample.Running.Bytes));
    static readonly Column Time = new("TIME", 8, Tone.Plain, static sample => Age.Format(TimeSpan.FromSeconds(Math.Clamp(sample.Running.Seconds, 0, 1e9))));
    static readonly Column Items = new("ITEMS", 10, Tone.Plain, static sample => Numbers.Count(sample.Running.Items));
    static readonly Column Concurrency = new("AT ONCE", 7, Tone.Plain, static sample => Numbers.Count(sample.Running.AtOnce()));
    static readonly Column Rate = new("RATE", 10, Tone.Strong, static sample => sample.Rates.Count == 0 ? "" : Numbers.Rate(sample.Rate));
    static readonly Column Line = new("", TopSample.MostRates, Tone.Good, static sample => TopFrame.Sparkline(sample.Rates));
    static readonly Column Pid = new("PID", 7, Tone.Plain, static sample => $"{sample.Running.Pid}");
    static readonly Column[] All = [Pid, Time, Bytes, Rate, Line, Items, Concurrency], ByWorth = [Pid, Rate, Bytes, Time, Items, Concurrency, Line];

    readonly Column[] _shown;

    /// <summary>Those for a window.</summary>
    /// <param name="width">Cells of a line.</param>
    public TopColumns(int width)
    {
        int used = 0;
        HashSet<Column> fit = [];
        foreach (Column column in ByWorth)
        {
            used += column.Cells + (fit.Count > 0 ? 2 : 0);
            if (used > width)
                break;
            fit.Add(column);
        }
        _shown = [.. All.Where(fit.Contains)];
        Cells = _shown.Sum(static column => column.Cells + 2);
        HasCommand = _shown.Length == All.Length && Cells + LeastCommand <= width;
    }

    /// <summary>Cells before the command.</summary>
    public int Cells { get; }

    /// <summary>The command has room in the same line; else it has one of its own.</summary>
    public bool HasCommand { get; }

    /// <summary>Their names.</summary>
    public string Heading => string.Join("  ", _shown.Select(static column => column.Name.PadLeft(column.Cells))) + (HasCommand ? "  COMMAND" : "");

    /// <summary>What they say of a command.</summary>
    public IEnumerable<Piece> Row(TopSample sample) => _shown.Select((column, at) => new Piece((at > 0 ? "  " : "") + column.Text(sample).PadLeft(column.Cells), column.Tone));

    sealed record Column(string Name, int Cells, Tone Tone, Func<TopSample, string> Text);
}
