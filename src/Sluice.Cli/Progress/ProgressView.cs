using System.Globalization;
using System.Text;
using Sluice.Cli.Output;
using Sluice.Transfer;

namespace Sluice.Cli.Progress;

/// <summary>Shows a run while it goes on. Dispose it when the run has ended: the terminal is as before, and the summary can follow.</summary>
abstract class ProgressView : IDisposable
{
    /// <summary>The view of a transfer that fits.</summary>
    public static ProgressView? For(Session session, Func<TransferProgress> source) => For(session, new TransferText(source));

    /// <summary>The view that fits: redrawn in place on a terminal that can, plain lines elsewhere, none when it is not wanted.</summary>
    public static ProgressView? For(Session session, ProgressText text)
    {
        ProgressChoice choice = session.Settings.Progress;
        if (choice == ProgressChoice.None)
            return null;
        // Lines of done items scroll through the same terminal: they are the progress.
        bool linesOnTerminal = session.Terminal.OutputIsTerminal && (session.Settings.Verbose || session.Settings.Json);
        try
        {
            if (session.Terminal.CanRedraw && (choice == ProgressChoice.Bar || choice == ProgressChoice.Auto && !linesOnTerminal))
                return new LiveView(session, text);
        }
        catch (OutOfMemoryException)
        {
            // No thread for it: the run is under way, and does without.
            return null;
        }
        return new PlainView(session.Clock, session.Settings.ProgressInterval, choice == ProgressChoice.Json ? () => JsonLine(text, session.Clock) : () => Line(text, session.Clock), line => session.Errors.Progress(line));
    }

    /// <summary>One line with its time, for a log.</summary>
    public static string Line(ProgressText text, TimeProvider clock) => $"{clock.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}  {text.Plain()}";

    static string JsonLine(ProgressText text, TimeProvider clock) =>
        Encoding.UTF8.GetString(JsonLines.Line(text.Record() with { Time = clock.GetUtcNow() }, JsonLines.Readable.ProgressRecord));

    /// <inheritdoc/>
    public abstract void Dispose();
}
