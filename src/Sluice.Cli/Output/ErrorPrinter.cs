using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Cli.Output;

/// <summary>
/// The one place where errors are told: on stderr for people, and with <c>--json</c> also on stdout for programs.
/// What comes from outside has gone through <see cref="DisplayText"/>.
/// </summary>
sealed class ErrorPrinter(TextWriter error, Paint paint, LineWriter? json)
{
    readonly Lock _gate = new();
    // Guarded by _gate.
    Action<string>? _above;
    Action<Action, bool>? _beside;

    /// <summary>While a live view owns the bottom of the terminal, lines go through it; null gives them back to stderr.</summary>
    /// <param name="above">Prints a line above it.</param>
    /// <param name="beside">Steps aside for what writes to the same terminal; true when that ends a line.</param>
    public void PrintThrough(Action<string>? above, Action<Action, bool>? beside)
    {
        lock (_gate)
            (_above, _beside) = (above, beside);
    }

    /// <summary>Writes to standard output, which is the same terminal.</summary>
    /// <param name="write">Writes.</param>
    /// <param name="endsLine">What it writes ends a line.</param>
    public void WriteBeside(Action write, bool endsLine)
    {
        lock (_gate)
        {
            if (_beside is not null)
                _beside(write, endsLine);
            else
                write();
        }
    }

    /// <summary>Told each line, too, with its colours; null for nobody.</summary>
    public Action<string>? Copy { get; set; }

    /// <summary>The same, without lines of progress.</summary>
    public Action<string>? CopyOfWords { get; set; }

    /// <summary>Cells of the terminal's lines, which words are not to be broken by; null where nobody reads it on one.</summary>
    public Func<int>? Width { get; init; }

    /// <summary>A line that is not an error.</summary>
    public void Note(string line) => Print(line, mayFold: true);

    /// <summary>A line of progress, which the next one makes old.</summary>
    public void Progress(string line)
    {
        Copy?.Invoke(line);
        Write(line, mayFold: true);
    }

    /// <summary>A command that can be pasted, as a line of its own: a terminal that is narrower breaks it, so that it is copied as one.</summary>
    public void Command(string line) => Print(line, mayFold: false);

    void Print(string line, bool mayFold)
    {
        Copy?.Invoke(line);
        CopyOfWords?.Invoke(line);
        Write(line, mayFold);
    }

    void Write(string line, bool mayFold)
    {
        lock (_gate)
        {
            foreach (string part in mayFold && Width is { } width ? line.Split(Environment.NewLine).SelectMany(own => WordWrap.Fold(own, Math.Max(1, width()))) : [line])
            {
                if (_above is not null)
                    _above(part);
                else
                    error.WriteLine(part);
            }
        }
    }

    /// <summary>A warning.</summary>
    public void Warning(string sentence) => Note($"{paint.Yellow("warning:")} {sentence}");

    /// <summary>A failed request that ended the command.</summary>
    public void Print(Failure failure, string? subject = null) => Print(failure, subject, ErrorHints.For(failure));

    /// <summary>The same, with other advice.</summary>
    public void Print(Failure failure, string? subject, string? hint)
    {
        // Messages about answers that are not S3's name the status themselves.
        S3Error? refused = failure as S3Error;
        int answered = refused?.Status ?? 0;
        int status = failure.Message.Contains("HTTP", StringComparison.Ordinal) ? 0 : answered;
        string details = Details(refused is null && IsKindOnly(failure.Code) ? "" : failure.Code, status, failure.RequestId);
        Print((subject is null ? "" : subject + ": ") + failure.Message + details, hint);
        json?.WriteLine(JsonLines.Line(
            new ErrorRecord(failure.Message, NullIfEmpty(failure.Code), answered == 0 ? null : answered, failure.RequestId, hint)
            {
                Bucket = refused?.Bucket,
                Key = KeyText.OfOrNull(refused?.Key),
                KeyBase64 = refused is null ? null : KeyText.Base64(refused.Key),
            },
            JsonLines.Readable.ErrorRecord));
    }

    /// <summary>An error that is no failed request.</summary>
    public void PrintSentence(string sentence, string? hint = null)
    {
        Print(sentence, hint);
        json?.WriteLine(JsonLines.Line(new ErrorRecord(sentence, null, null, null, hint), JsonLines.Readable.ErrorRecord));
    }

    /// <summary>What to try after a failure that was told already.</summary>
    public void PrintHint(string hint) => Note($"  {paint.Dim(hint)}");

    /// <summary>All that is wrong with a command line.</summary>
    public void PrintUsage(string verb, IReadOnlyList<string> problems)
    {
        string help = $"Run 'sluice {(verb.Length > 0 ? verb + " " : "")}--help' for examples.";
        foreach (string problem in problems)
        {
            Print(problem, null);
            json?.WriteLine(JsonLines.Line(new ErrorRecord(problem, null, null, null, help), JsonLines.Readable.ErrorRecord));
        }
        Note(paint.Dim(help));
    }

    /// <summary>An item that was asked for and did not arrive.</summary>
    public void Print(ItemOutcome outcome)
    {
        string path = outcome.Destination.Length > 0 ? $"{outcome.Source} -> {outcome.Destination}" : outcome.Source;
        string sentence = outcome.Message.Length > 0 ? outcome.Message : outcome.Kind.ToString();
        Note($"{paint.Red(Word(outcome.Kind) + ":")} {path}: {sentence}{Details(IsKindOnly(outcome.ErrorCode) ? "" : outcome.ErrorCode, 0, outcome.RequestId)}");
    }

    /// <summary>The same as a line of JSON, where an item has none of its own.</summary>
    public void PrintRecord(ItemOutcome outcome) => json?.WriteLine(JsonLines.Line(
        new ErrorRecord(outcome.Message.Length > 0 ? outcome.Message : outcome.Kind.ToString(), NullIfEmpty(outcome.ErrorCode), null, outcome.RequestId, null)
        {
            Bucket = outcome.From.InStore?.Bucket,
            Key = KeyText.OfOrNull(outcome.From.InStore?.Key),
            KeyBase64 = outcome.From.InStore is { } at ? KeyText.Base64(at.Key) : null,
        },
        JsonLines.Readable.ErrorRecord));

    // Codes of our own that say nothing more than the word before the sentence.
    static bool IsKindOnly(string code) => code is "Missing" or "NotFound" or "NoMatch" or "IsPrefix" or "IsObject" or "EmptySource" or "Denied" or "Changed" or "BadRequest";

    void Print(string sentence, string? hint)
    {
        Note($"{paint.Red("error:")} {sentence}");
        if (hint is not null)
            PrintHint(hint);
    }

    static string Word(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Missing => "missing",
        OutcomeKind.Changed => "changed",
        OutcomeKind.Denied => "denied",
        OutcomeKind.Quarantined => "quarantined",
        _ => "failed",
    };

    static string Details(string code, int status, string? requestId)
    {
        List<string> details = [];
        if (code.Length > 0)
            details.Add(DisplayText.OfEscaped(code));
        if (status > 0)
            details.Add($"HTTP {status}");
        if (!string.IsNullOrEmpty(requestId))
            details.Add($"request {DisplayText.OfEscaped(requestId)}");
        return details.Count == 0 ? "" : $" ({string.Join(", ", details)})";
    }

    static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
