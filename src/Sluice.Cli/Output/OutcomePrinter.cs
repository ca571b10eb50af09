using Sluice.Cli.Options;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees.S3;

namespace Sluice.Cli.Output;

/// <summary>Tells how each item ended: failures always, on stderr; the others when asked for, on stdout.</summary>
sealed class OutcomePrinter(Session session, bool dryRun)
{
    // What items have told that ends runs: the message, or the code where every item says the same.
    readonly HashSet<string> _enders = new(StringComparer.Ordinal);
    readonly HashSet<string> _hints = new(StringComparer.Ordinal);
    bool _anyFailure, _anyOfConnection;
    ItemOutcome? _only;
    long _count;

    /// <summary>False where who prints has records of its own for programs.</summary>
    public bool WritesRecords { get; init; } = true;

    /// <summary>True while every failure so far was one of the connection, the credentials or the bucket.</summary>
    public bool OnlyStartFailures { get; private set; } = true;

    /// <summary>True when bytes disagreed with their checksum.</summary>
    public bool AnyCorrupt { get; private set; }

    /// <summary>The outcome of the only item so far; null when there was none, or more.</summary>
    public ItemOutcome? Only => _count == 1 ? _only : null;

    bool IsOfPart => session.Host is { IsPartOfItem: true };

    /// <summary>Takes one outcome. Never two at once.</summary>
    public void Print(ItemOutcome outcome)
    {
        _only = _count++ == 0 ? outcome : null;
        bool arrived = outcome.Kind is OutcomeKind.Done or OutcomeKind.Skipped;
        if (outcome.ErrorCode == "BrokenPipe" && session.OnlyReads)
            session.CloseOutput();
        // What the user has stopped has not failed; the ledger counts it.
        if (!arrived && !session.Stop.IsCancellationRequested)
            PrintFailure(outcome);
        if (!arrived && IsOfPart)
            return;
        if (session.Settings.Json && WritesRecords)
            session.Output.WriteLine(JsonLines.Line(Record(outcome), JsonLines.Readable.OutcomeRecord));
        else if (arrived && !session.Settings.Quiet && (WritesRecords || !session.Settings.Json))
            PrintArrival(outcome);
    }

    /// <summary>Tells why the run ended early. What an item has told already is not told twice.</summary>
    void PrintEnd(Failure error)
    {
        if (!_enders.Contains(error.Message) && !_enders.Contains(error.Code))
            session.Errors.Print(error);
        else
            PrintHint(ErrorHints.For(error));
    }

    /// <summary>The exit code of a run whose outcomes were told here; tells, too, why it ended early.</summary>
    public int ExitCodeOf(TransferReport report)
    {
        if (session.OutputClosed)
            return _anyFailure ? ExitCode.Failures : ExitCode.Done;
        if (report.Interrupted)
            return ExitCode.Interrupted;
        if (report.Complete)
            return ExitCode.Done;
        if (report.ListingError is { } error)
            PrintEnd(error);
        // A connection that broke, or an answer that was none, in the middle of a run is the item's affair.
        bool nothingWorked = report.Outcomes.Done + report.Outcomes.Skipped == 0 && OnlyStartFailures && (report.Successes == 0 || !_anyOfConnection);
        return nothingWorked && (report.ListingError is null || ErrorHints.CannotStart(report.ListingError)) ? ExitCode.CannotStart : ExitCode.Failures;
    }

    void PrintFailure(ItemOutcome outcome)
    {
        _anyFailure = true;
        AnyCorrupt |= outcome.ErrorCode == "Corrupt";
        _anyOfConnection |= outcome.ErrorCode is "Network" or "Protocol";
        if (outcome.ErrorCode == ErrorHints.NoSuchClass)
            _enders.Add(outcome.ErrorCode);
        else if (ErrorHints.CannotStart(outcome.ErrorCode))
            _enders.Add(outcome.Message);
        OnlyStartFailures &= ErrorHints.CannotStart(outcome.ErrorCode);
        if (IsOfPart)
            return;
        session.Errors.Print(outcome);
        // The first failure of a kind comes with what to try; a thousand hints would hide the names.
        PrintHint(ErrorHints.ForItem(outcome));
    }

    void PrintHint(string? hint)
    {
        if (hint is not null && session.Host is null && _hints.Add(hint))
            session.Errors.PrintHint(hint);
    }

    void PrintArrival(ItemOutcome outcome)
    {
        bool planned = outcome.ErrorCode == "DryRun", expected = outcome.ErrorCode is "NotArchived" or "Restored" or "BeingRestored" or "Filtered" or "Same" or "Exists" or "Gone" or "AlreadyDone" or "NotRemoved";
        if (outcome.Kind == OutcomeKind.Skipped && !planned && !expected)
            session.Errors.Note($"skipped: {outcome.Source}: {outcome.Message}");
        else if (planned || session.Settings.Verbose)
            session.Output.WriteLine(Line(outcome));
    }

    string Line(ItemOutcome outcome)
    {
        string path = outcome.Destination.Length > 0 ? $"{outcome.Source} -> {outcome.Destination}" : outcome.Source;
        string size = outcome.Bytes > 0 ? $"  {ByteSize.Format(outcome.Bytes)}" : "";
        string note = dryRun ? "(dry run) " : outcome.Kind == OutcomeKind.Skipped ? "(skipped) " : "";
        string proof = outcome.Verified == Verification.Unverified ? "  (unverified)" : "";
        string operation = outcome is { Operation: "sync", To: null } && (dryRun || outcome.Kind == OutcomeKind.Done) ? "sync remove" : outcome.Operation;
        string lost = outcome.Lost.Count > 0 ? session.OutputPaint.Dim($"  (not kept: {string.Join("; ", outcome.Lost)})") : "";
        string stays = outcome.Kind == OutcomeKind.Done && outcome.Lost.Count == 0 && outcome.Message.Length > 0 ? session.OutputPaint.Dim($"  ({outcome.Message})") : "";
        // What is done to an object where it is is told by no destination.
        string change = outcome is { ErrorCode: "DryRun", Operation: "tag" or "meta" or "restore" or "acl" } ? session.OutputPaint.Dim($"  ({outcome.Message})") : "";
        return $"{session.OutputPaint.Dim(note)}{operation} {path}{session.OutputPaint.Dim(size)}{proof}{lost}{stays}{change}";
    }

    static OutcomeRecord Record(ItemOutcome outcome) => Record(outcome, Lacking(outcome));

    static OutcomeRecord Record(ItemOutcome outcome, S3Location? lacking) => new(
        outcome.Operation,
        Word(outcome.Kind),
        outcome.Source,
        outcome.Destination.Length == 0 ? null : outcome.Destination,
        outcome.Bytes,
        outcome.Checksum is { } sum ? Checksums.Text(sum) : null,
        outcome.Verified == Verification.None ? null : outcome.Verified switch
        {
            Verification.Checksum => "checksum",
            Verification.Md5 => "md5",
            Verification.ServerSide => "server_side",
            Verification.Unverified => "unverified",
            _ => "size",
        },
        outcome.Attempts,
        outcome.ErrorCode.Length == 0 ? null : outcome.ErrorCode,
        outcome.Message.Length == 0 ? null : outcome.Message,
        outcome.RequestId)
    {
        NotKept = outcome.Lost.Count == 0 ? null : [.. outcome.Lost.Select(static lost => lost.ToString())],
        Planned = outcome.PlannedBytes is null ? null : Action(outcome),
        PlannedBytes = outcome.PlannedBytes,
        Reason = outcome.Reason,
        Bucket = lacking?.Bucket,
        Key = KeyText.OfOrNull(lacking?.Key),
        KeyBase64 = lacking is null ? null : KeyText.Base64(lacking.Key),
    };

    // The object that a program has to look at.
    static S3Location? Lacking(ItemOutcome outcome) => outcome.Kind is OutcomeKind.Done or OutcomeKind.Skipped ? null : outcome.From.InStore ?? outcome.To?.InStore;

    static string Action(ItemOutcome outcome) => outcome.Operation switch
    {
        "cp" => "copy",
        "mv" => "move",
        "rm" => "remove",
        "sync" => outcome.To is null ? "remove" : "copy",
        _ => outcome.Operation,
    };

    static string Word(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Done => "done",
        OutcomeKind.Skipped => "skipped",
        OutcomeKind.Missing => "missing",
        OutcomeKind.Changed => "changed",
        OutcomeKind.Denied => "denied",
        OutcomeKind.Quarantined => "quarantined",
        _ => "failed",
    };
}
