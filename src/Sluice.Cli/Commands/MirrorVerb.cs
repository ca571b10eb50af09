using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.S3;
using Sluice.Sync;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice mirror</c>: syncs again and again.</summary>
sealed class MirrorVerb : Verb
{
    static readonly TimeSpan ShortestEvery = TimeSpan.FromSeconds(1), LongestEvery = TimeSpan.FromDays(7);

    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly EngineFlags _engine = new("--checksum-algorithm");
    readonly FilterFlags _filter = new();
    readonly AttributeFlags _attributes = new();
    readonly CarryFlags _carry = new();
    readonly OutputFlags _output = new();
    readonly SyncFlags _sync = new();
    readonly Option<bool> _watch = Flags.Switch("--watch", "Stay, and bring over what changes, until Ctrl-C or SIGTERM.");
    readonly Option<string> _every = Flags.Value("--every", "TIME", "With --watch: look at all of it so often (30s, 5m, 2h). Default: 10m; 1m for a source without file events.");

    /// <summary>Declares the command.</summary>
    public MirrorVerb() : base("mirror", "Sync, and with --watch again whenever something changes.", "[options] SOURCE DESTINATION") =>
        Declare(new("Watching", _watch, _every), _sync.CompareGroup, _sync.RemoveGroup, new("Names", _locations.Exact), _filter.Group, _engine.Group, new("What copies of objects keep", _carry.Options), _attributes.Group, _attributes.AccessGroup,
            _attributes.EncryptionGroup, _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Every round is a sync: what that promises holds. Of a directory on this machine the system tells what changed:
        a file that came or was written is copied half a second after the last change to it; what went is looked for
        with a listing, and removed only with --delete. As events can be lost, and the other side changes too, all of
        it is compared every --every. Other sources are listed every --every. A round in which nothing changed says
        nothing; one that fails is tried again after 5 seconds, then after twice as long, up to 5 minutes. To be
        stopped is its normal end: the exit code is then that of the last round, or 130 in the middle of one, of which
        nothing half-written is left. It keeps no journal.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice mirror photos/ s3://album/photos/ --watch", "keep a prefix as a directory is"),
        new("sluice mirror site/ s3://site/ --watch --delete --max-delete 100", "and take away what was deleted, within limits"),
        new("sluice mirror s3://album/photos/ photos/ --watch --every 5m", "look every five minutes what the bucket has"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        _sync.Check(line);
        IReadOnlyList<string> operands = line.Operands(Operands);
        Location?[] locations = [.. operands.Select((text, at) => at == 0 ? _locations.Read(line, text) : _locations.ReadDestination(line, text))];
        line.ExpectCount(operands, 2, "Say what to take from and what to keep up to date: sluice mirror SOURCE DESTINATION.");
        (CarriedAttributes carried, bool tagsRequired) = _carry.Read(line, _attributes.TagOption);
        (ObjectAttributes attributes, SseCustomerKey? sourceKey) = _attributes.Read(line);
        ClientDefaults connection = _connection.Read(line);
        TransferOptions engine = _engine.Read(line);
        ItemFilter filter = _filter.Read(line, removes: _sync.Removes(line));
        OutputSettings output = _output.Read(line);
        MirrorSettings settings = new(line.Has(_watch), ReadEvery(line));
        if (locations is not [{ } source, { } destination])
            return new BoundCommand(output, static _ => ExitCode.Usage);
        SyncRequest sync = _sync.Read(line, _locations, source, destination) with { Filter = filter, Attributes = attributes, Carried = carried, TagsRequired = tagsRequired, SourceCustomerKey = sourceKey };
        return new BoundCommand(output, session =>
        {
            UnfinishedRuns.Tell(session, line, own: null);
            ObjectAttributes given = sync.Attributes;
            return DisabledAcls.Check(session, connection, destination, ref given) is { } refused ? refused
                : _filter.Tell(session, new MirrorCommand(session, engine, connection, settings).Run(sync with { Attributes = given }));
        });
    }

    TimeSpan? ReadEvery(Options.CommandLine line)
    {
        line.Expect(line.Has(_watch), "--every says how often to look; it needs --watch.", _every);
        if (line.Text(_every) is not { } text)
            return null;
        if (Age.TryParse(text, out TimeSpan every) && every >= ShortestEvery && every <= LongestEvery)
            return every;
        line.Problem("--every takes a time from 1s to 7d, such as 30s, 5m or 2h.");
        return null;
    }
}
