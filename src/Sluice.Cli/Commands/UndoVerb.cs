using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice undo</c>: makes a bucket, or a part of it, what it was.</summary>
sealed class UndoVerb : Verb
{
    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly EngineFlags _engine = new();
    readonly FilterFlags _filter = new();
    readonly JournalFlags _journal = new();
    readonly ReportFlags _report = new();
    readonly SseFlags _sse = new();
    readonly OutputFlags _output = new();
    readonly Option<string> _to = Flags.Value("--to", "TIME", "When it was as it is to be again: a time, or an age such as 2h.");
    readonly Option<bool> _recursive = Flags.Switch("--recursive", "Everything below the key, as below a directory.", "-r");
    readonly Option<bool> _removeMarkers = Flags.Switch("--remove-markers", "Where delete markers alone hide what was there, remove them: nothing is copied, and the removal is forgotten.");
    readonly Option<string> _maxDelete = Flags.Value("--max-delete", "N|P%", "Do nothing at all when more than this would go because it was not there; all is listed first.");
    readonly Option<bool> _yes = Flags.Switch("--yes", "Also to a time when nothing was there, without asking.", "-y");
    readonly Option<bool> _dryRun = Flags.Switch("--dry-run", "Show the plan; change nothing.");

    /// <summary>Declares the command.</summary>
    public UndoVerb() : base("undo", "Make a bucket that keeps versions, or a part of it, what it was.", "[options] s3://BUCKET[/KEY]... --to TIME") =>
        Declare(new("What to undo", [_to, _recursive, _removeMarkers, _maxDelete, _yes, .. _locations.Meanings, _dryRun, _journal.None]), _filter.Group, _sse.ReadGroup, _engine.Group, _report.Group, _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Old versions are copied forward, within the store; what was not there is removed, and kept as a version.
        So nothing is lost, and the undo can be undone: the summary prints the command. The time is that of the
        store, in whole seconds for most: what was written in the second itself was there. With an age such as
        2h no journal is kept: the same command would mean another time. Where nothing was there at that time, all
        that is there would go: that is asked for, or needs --yes or --max-delete.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice undo s3://album/2026/ --to 2h --dry-run", "the plan"),
        new("sluice undo s3://album/2026/ --to 2026-11-22T10:30:00Z", "as it was at that time"),
        new("sluice undo s3://album/ --to 1h --max-delete 5%", "nothing when more than that would go"),
        new("sluice undo s3://album/ --to 1h --remove-markers", "after an rm: without a copy"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        OutputSettings output = _output.Read(line);
        IReadOnlyList<string> operands = line.Operands(Operands);
        if (operands.Count == 0)
            line.Problem("Say what to undo: sluice undo s3://BUCKET/PREFIX/ --to TIME.");
        DateTimeOffset to = default;
        if (line.Text(_to) is not { } text)
            line.Problem("Say when it was as it is to be again: --to 2h, or --to 2026-11-22T10:30:00Z.");
        else if (!TimeArgument.TryParsePast(text, TimeProvider.System, out to, out string problem))
            line.Problem($"--to {DisplayText.Of(text)}: {problem}");
        bool isOpen = _locations.IsOpen(line);
        List<Location> targets = [];
        foreach (string operand in operands)
            if (_locations.ReadS3(line, operand) is { } target)
                targets.Add(target);
        ClientDefaults connection = _connection.Read(line);
        TransferOptions engine = _engine.Read(line);
        ReportSettings? report = _report.Read(line);
        bool dryRun = line.Has(_dryRun);
        UndoRequest request = new()
        {
            Targets = targets,
            To = to,
            Recursive = line.Has(_recursive),
            RemoveMarkers = line.Has(_removeMarkers),
            MaxDelete = SyncFlags.ReadLimit(line, _maxDelete),
            Filter = _filter.Read(line, removes: true),
            CustomerKey = _sse.ReadKey(line),
            DryRun = dryRun,
            // Of an age the same command means another time later.
            Journal = dryRun || line.Text(_to) is { } age && TimeArgument.IsRelative(age) ? null : _journal.Read(line),
        };
        bool isAsked = !line.Has(_yes) && request.MaxDelete is null;
        return new BoundCommand(output, session =>
        {
            if (isOpen && new WildcardChoice(session, connection, removes: true, takesPrefixes: request.Recursive).Make(targets) is { } end)
                return end;
            if (!dryRun)
                UnfinishedRuns.Tell(session, line, request.Journal);
            return isAsked && new EmptyPast(session, connection, to).Refuse(targets, request.Recursive, dryRun) is { } refused ? refused
                : _filter.Tell(session, new TransferCommand(session, engine, connection, report).Undo(request));
        });
    }
}
