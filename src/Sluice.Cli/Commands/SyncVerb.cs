using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.S3;
using Sluice.Sync;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice sync</c>: makes a prefix or directory hold what another one holds.</summary>
sealed class SyncVerb : Verb
{
    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly EngineFlags _engine = new("--checksum-algorithm");
    readonly FilterFlags _filter = new();
    readonly AttributeFlags _attributes = new();
    readonly CarryFlags _carry = new();
    readonly ReportFlags _report = new();
    readonly OutputFlags _output = new();
    readonly SyncFlags _sync = new();
    readonly JournalFlags _journal = new();

    /// <summary>Declares the command.</summary>
    public SyncVerb() : base("sync", "Make a prefix or directory hold what another holds.", "[options] SOURCE DESTINATION") =>
        Declare(_sync.CompareGroup, _sync.RemoveGroup, _sync.PlanGroup, new("Names and journal", [_locations.Exact, .. _sync.NameOptions, _journal.None]), _filter.Group, _engine.Group, new("What copies of objects keep", _carry.Options), _attributes.Group, _attributes.AccessGroup,
            _attributes.EncryptionGroup, _report.Group, _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        The content of SOURCE becomes the content of DESTINATION; a slash at the end makes no difference. An item
        is copied when the sizes differ or the times show a later change. Nothing is removed without --delete, and
        then only after every copy arrived and both listings were complete. Two syncs on this machine never work
        on one destination at the same time.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice sync photos/ s3://album/photos/", "bring a prefix up to date"),
        new("sluice sync s3://album/photos/ photos/ --delete --max-delete 5%", "a mirror that cannot be emptied by accident"),
        new("sluice sync site/ s3://site/ --delete --dry-run --plan-out plan.jsonl", "look first ..."),
        new("sluice sync --plan plan.jsonl", "... then do exactly that"),
        new("sluice sync s3://a/data/ s3://b/data/ --checksum --backup-prefix s3://b/old/", "compare contents, keep what is replaced"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        string? plan = _sync.Plan(line, _carry.Options);
        IReadOnlyList<string> operands = line.Operands(Operands);
        Location?[] locations = [.. operands.Select((text, at) => at == 0 ? _locations.Read(line, text, _sync.Inventory) : _locations.ReadDestination(line, text))];
        if (plan is null || operands.Count > 0)
            line.ExpectCount(operands, 2, plan is null ? "Say what to take from and what to bring up to date: sluice sync SOURCE DESTINATION." : "Give both SOURCE and DESTINATION with --plan, or neither.");
        (CarriedAttributes carried, bool tagsRequired) = _carry.Read(line, _attributes.TagOption);
        (ObjectAttributes attributes, SseCustomerKey? sourceKey) = _attributes.Read(line);
        ClientDefaults connection = _connection.Read(line);
        TransferOptions engine = _engine.Read(line);
        ItemFilter filter = _filter.Read(line, removes: _sync.Removes(line));
        ReportSettings? report = _report.Read(line);
        OutputSettings output = _output.Read(line);
        if (plan is not null)
        {
            PlanRequest request = new() { PlanFile = plan, Source = locations.ElementAtOrDefault(0), Destination = locations.ElementAtOrDefault(1), Sse = attributes.Sse, SourceCustomerKey = sourceKey, AppendOk = _sync.AppendOk(line), Journal = _journal.Read(line, _locations.Exact) };
            return new BoundCommand(output, session =>
            {
                UnfinishedRuns.Tell(session, line, request.Journal);
                return new SyncCommand(session, engine, connection, report).CarryOut(request);
            });
        }
        if (locations is not [{ } source, { } destination])
            return new BoundCommand(output, static _ => ExitCode.Usage);
        SyncRequest sync = _sync.Read(line, _locations, source, destination) with { Filter = filter, Attributes = attributes, Carried = carried, TagsRequired = tagsRequired, SourceCustomerKey = sourceKey };
        DateTimeOffset? at = _sync.Past(line);
        string? mistaken = output.Quiet ? null : _sync.Mistaken(line);
        bool fromInventory = _sync.Inventory.IsGiven(line);
        sync = sync with { Journal = sync.DryRun || _sync.IsPastRelative(line) ? null : _journal.Read(line, _locations.Exact) };
        return new BoundCommand(output, session =>
        {
            if (mistaken is not null)
                session.Errors.Note(mistaken);
            if (!sync.DryRun)
                UnfinishedRuns.Tell(session, line, sync.Journal);
            Location[] from = [sync.Source];
            InventoryFlags.Open(session, connection, from);
            ObjectAttributes given = sync.Attributes;
            if (DisabledAcls.Check(session, connection, destination, ref given) is { } refused)
                return refused;
            return (fromInventory ? null : new WildcardChoice(session, connection, removes: false, takesPrefixes: true, takesPatterns: false).Make(from)) ?? _filter.Tell(session, new SyncCommand(session, engine, connection, report).Sync(sync with { Source = PastFlag.Wrap(from[0], at), Attributes = given }));
        });
    }
}
