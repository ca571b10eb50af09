using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.Names;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>What <c>cp</c> and <c>mv</c> have in common: everything but what becomes of the sources.</summary>
abstract class CopyVerb : Verb
{
    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly EngineFlags _engine = new();
    readonly NameListFlags _names = new();
    readonly InventoryFlags _inventory = new();
    readonly FilterFlags _filter = new();
    readonly PastFlag _past = new();
    readonly AttributeFlags _attributes = new();
    readonly CarryFlags _carry = new();
    readonly JournalFlags _journal = new();
    readonly PreserveFlags _preserve = new();
    readonly SkipFlags _skip = new();
    readonly ReportFlags _report = new();
    readonly OutputFlags _output = new();
    readonly Option<bool> _recursive = Flags.Switch("--recursive", "Take a source key without a slash at its end as a prefix.", "-r");
    readonly Option<bool> _followLinks = Flags.Switch("--follow-links", "Also enter directories that are symbolic links; loops are found.");
    readonly ConditionFlags _condition = new();
    readonly Option<bool> _dryRun;

    /// <summary>Declares the command.</summary>
    protected CopyVerb(string name, string summary, string usage) : base(name, summary, usage)
    {
        _dryRun = Flags.Switch("--dry-run", $"Show what would be {(Moves ? "moved" : "copied")}; write nothing.");
        Declare(new("What to " + (Moves ? "move" : "copy"), [_recursive, _followLinks, .. _skip.Options, _skip.Append, _preserve.Option, .. _locations.Meanings, .. _names.Options, .. _inventory.Options, .. Moves ? (Option[])[] : [_past.Option, _condition.IfMatch], _condition.NoClobber, _dryRun, _journal.None]), _filter.Group, _engine.Group, new("What copies of objects keep", _carry.Options), _attributes.Group, _attributes.AccessGroup,
            _attributes.EncryptionGroup, _report.Group, _output.RunGroup, _connection.Group);
    }

    /// <summary>True when sources are removed after they were copied.</summary>
    protected abstract bool Moves { get; }

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        if (operands.Count < 2)
            line.Problem(operands.Count == 0 ? $"Say what to {(Moves ? "move" : "copy")} and where to: sluice {Name} SOURCE... DESTINATION." : $"The destination is missing: sluice {Name} {DisplayText.Of(operands[0])} DESTINATION.");
        _inventory.Check(line, _names.Options);
        if (!Moves)
        {
            _past.Check(line, [.. _names.Options, .. _inventory.Options]);
            _condition.Check(line);
        }
        Location?[] locations = [.. operands.Select((text, at) => at == operands.Count - 1 ? _locations.ReadDestination(line, text) : _locations.Read(line, text, _inventory))];
        // What an inventory has, no name that is there says.
        bool isOpen = _locations.IsOpen(line) && !_inventory.IsGiven(line);
        line.Expect(locations is not [.., { IsStream: true }] || line.Has(_dryRun), "--json and --verbose write to stdout, and so does the object; take one of them away.", _output.Json, _output.Verbose);
        OutputSettings output = _output.Read(line);
        (CarriedAttributes carried, bool tagsRequired) = _carry.Read(line, _attributes.TagOption);
        (ObjectAttributes attributes, SseCustomerKey? sourceKey) = _attributes.Read(line);
        ClientDefaults connection = _connection.Read(line);
        TransferOptions engine = _engine.Read(line);
        NameList? names = _names.Read(line);
        DateTimeOffset? at = Moves ? null : _past.Read(line);
        ReportSettings? report = _report.Read(line);
        bool recursive = line.Has(_recursive), followLinks = line.Has(_followLinks), dryRun = line.Has(_dryRun);
        ItemFilter filter = _filter.Read(line, removes: Moves);
        // What goes to stdout cannot be gone on with.
        JournalRequest? journal = dryRun || !Moves && _past.IsRelative(line) || locations is [.., { IsStream: true }] ? null : _journal.Read(line, _locations.Exact);
        LocalSkip skips = _skip.Read(line);
        bool noClobber = _condition.ReadNoClobber(line);
        string? ifMatch = Moves ? null : _condition.ReadIfMatch(line);
        bool appendOk = _skip.ReadAppend(line);
        Preserve preserve = _preserve.Read(line, Moves ? Preserve.Time : Preserve.None);
        return new BoundCommand(output, session =>
        {
            Location[] sources = [.. locations[..^1].Select(source => names is not null && source?.InStore is { } root ? root with { IsName = true } : source!)];
            if (isOpen && new WildcardChoice(session, connection, removes: Moves, takesPrefixes: recursive).Make(sources) is { } end)
                return end;
            InventoryFlags.Open(session, connection, sources);
            ObjectAttributes given = attributes;
            if (DisabledAcls.Check(session, connection, locations[^1]!, ref given) is { } refused)
                return refused;
            CopyRequest request = new()
            {
                Sources = [.. sources.Select(source => PastFlag.Wrap(source, at))],
                Destination = locations[^1]!,
                Recursive = recursive,
                Move = Moves,
                Names = names,
                Filter = filter,
                Attributes = given,
                Carried = carried,
                TagsRequired = tagsRequired,
                SourceCustomerKey = sourceKey,
                FollowDirectoryLinks = followLinks,
                NoClobber = noClobber,
                IfMatch = ifMatch,
                DryRun = dryRun,
                Journal = journal,
                Preserve = preserve,
                Skips = skips,
                AppendOk = appendOk,
            };
            if (!dryRun)
                UnfinishedRuns.Tell(session, line, journal);
            PreserveFlags.Warn(session, preserve, request.Destination);
            return _filter.Tell(session, new TransferCommand(session, engine, connection, report).Copy(request));
        })
        { OnlyReads = !Moves && locations is [.., { IsStream: true }] };
    }
}
