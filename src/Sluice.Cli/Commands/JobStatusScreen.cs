using Sluice.Cli.Output;
using Sluice.Cli.Progress;

namespace Sluice.Cli.Commands;

/// <summary>Where the lines of a job's status go: a terminal that can has the last ones in place of those before, anything else has them one after another. Dispose it at the end.</summary>
/// <param name="session">The run.</param>
/// <param name="redraws">They are told more than once.</param>
sealed class JobStatusScreen(Session session, bool redraws) : IDisposable
{
    const int Label = 11;

    readonly LiveRegion? _region = redraws && session.Terminal.CanRedrawOutput && session.Settings is { Json: false, Quiet: false } ? new LiveRegion(session.OutputPaint) : null;
    // A sentence is told once, however often what it tells of is looked at.
    readonly HashSet<string> _told = new(StringComparer.Ordinal);
    IReadOnlyList<(string Label, string Text)> _lines = [];

    /// <summary>True where lines can be shown anew each second.</summary>
    public bool IsLive => _region is not null;

    /// <summary>Shows lines, each with its label.</summary>
    public void Show(IReadOnlyList<(string Label, string Text)> lines)
    {
        _lines = lines;
        if (_region is not null)
            Draw(_region);
        else if (!session.Settings.Quiet)
            foreach ((string label, string text) in lines)
                session.WriteText(label.Length > 0 ? $"  {session.OutputPaint.Dim(label)}{new string(' ', Label - label.Length)}{text}" : text);
        session.Output.Flush();
    }

    /// <summary>Says a sentence on stderr, with a hint that is found only if it is said.</summary>
    public void Say(string sentence, Func<string?>? hint = null)
    {
        if (!_told.Add(sentence))
            return;
        if (_region is not null)
            Terminal.Show(_region.Clear(Terminal.Size().Width));
        session.Errors.PrintSentence(sentence, hint?.Invoke());
        if (_region is not null)
            Draw(_region);
    }

    /// <inheritdoc/>
    // What was shown last stays.
    public void Dispose()
    {
        if (_region is not null && _lines.Count > 0)
            Terminal.Show("\r\n");
    }

    void Draw(LiveRegion region)
    {
        (int width, int height) = Terminal.Size();
        List<IReadOnlyList<Piece>> rows = [];
        foreach ((string label, string text) in _lines)
        {
            string head = label.Length > 0 ? $"  {label.PadRight(Label)}" : "";
            bool isFirst = true;
            foreach (string row in WordWrap.Fold(head + text, Math.Max(1, width - 1)))
            {
                rows.Add(isFirst && row.StartsWith(head, StringComparison.Ordinal) ? [new(head, Tone.Dim), new(row[head.Length..])] : [new(row)]);
                isFirst = false;
            }
        }
        // Rows that have left the window are not drawn anew.
        Terminal.Show(region.Draw([.. rows.Take(Math.Max(1, height - 1))], width));
    }
}
