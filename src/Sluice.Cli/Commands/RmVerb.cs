using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.S3;
using Sluice.Sftp;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Names;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice rm</c>: removes objects.</summary>
sealed class RmVerb : Verb
{
    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly EngineFlags _engine = new();
    readonly NameListFlags _names = new();
    readonly InventoryFlags _inventory = new();
    readonly FilterFlags _filter = new();
    readonly ReportFlags _report = new();
    readonly OutputFlags _output = new();
    readonly Option<bool> _recursive = Flags.Switch("--recursive", "Remove everything below the key, as below a directory.", "-r");
    readonly Option<bool> _versions = Flags.Switch("--versions", "Every version and delete marker, for good: nothing brings them back.");
    readonly Option<string> _maxDelete = Flags.Value("--max-delete", "N|P%", "Remove nothing at all when more than this would go; all is listed first.");
    readonly Option<bool> _force = Flags.Switch("--force", "Do not ask before a whole bucket is emptied.", "-f");
    readonly Option<bool> _dryRun = Flags.Switch("--dry-run", "Show what would be removed; remove nothing.");
    readonly Option<string> _ifMatch = Flags.Value("--if-match", "ETAG", "Of one object: only if it has this ETag.");

    /// <summary>Declares the command.</summary>
    public RmVerb() : base("rm", "Remove objects, prefixes and what wildcards match.", "[options] s3://BUCKET/KEY...") =>
        Declare(new("What to remove", [_recursive, _versions, _maxDelete, _ifMatch, _force, .. _locations.Meanings, .. _names.Options, .. _inventory.Options, _dryRun]), _filter.Group, _engine.LimitGroup, _report.Group, _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        A prefix (s3://BUCKET/dir/) and a whole bucket need --recursive. Emptying a whole bucket asks first;
        without a terminal it needs --force. An object that is not there is named and makes the exit code 1.
        In a bucket that keeps versions a removed object can come back (sluice undo), unless --versions or
        ?versionId= says which version goes for good.
        With an inventory each object is looked at first: one that has changed since stays. A list (.csv)
        whose rows name versions removes those versions, or delete markers, for good, and no others.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice rm s3://album/2026/blurred.jpg", "one object"),
        new("sluice rm -r s3://album/2025/", "a prefix"),
        new("sluice rm 's3://album/*.tmp' --dry-run", "see what a wildcard would remove"),
        new(@"sluice rm --exact 's3://album/odd[1]\x07.jpg'", "a name exactly as ls shows it"),
        new("sluice rm -r --versions s3://album/drafts/ --max-delete 500", "for good, with all older versions"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        bool recursive = line.Has(_recursive), force = line.Has(_force), dryRun = line.Has(_dryRun);
        _inventory.Check(line, _names.Options);
        foreach (Option option in (IEnumerable<Option>)[.. _names.Options, .. _inventory.Options])
            foreach (Option counted in (Option[])[_versions, _maxDelete])
                line.Exclude(counted, option, $"{counted.Name} and {option.Name} exclude each other.");
        NameList? names = _names.Read(line);
        bool isNamed = _names.IsGiven(line);
        IReadOnlyList<string> operands = line.Operands(Operands);
        if (operands.Count == 0)
            line.Problem("Say what to remove: sluice rm s3://BUCKET/KEY.");
        bool isOpen = _locations.IsOpen(line) && !_inventory.IsGiven(line);
        List<Location> targets = [];
        foreach (string operand in operands)
        {
            if (_locations.ReadShared(line, operand, takesVersions: true) is not { } shared)
                continue;
            if (shared.InStore is not { } target)
            {
                // A job refuses it by name, without asking the host.
                if (line.Source is null && HostRemoval.ProblemOf((SftpLocation)shared, recursive || isNamed) is { } problem)
                    line.Problem(problem);
                targets.Add(line.Source?.Invoke(shared) ?? shared);
                continue;
            }
            if (target.Key.IsEmpty && !recursive && !isNamed)
                line.Problem($"{target} is a whole bucket: add --recursive to empty it. To remove the bucket itself: sluice rb s3://{target.Bucket}.");
            else if (target.Key.Bytes.EndsWith("/"u8) && !target.IsLiteral && !recursive && !isNamed)
                line.Problem($"{target} is a prefix: add --recursive to remove everything below it.");
            Location place = _inventory.Wrap(line, names is null ? target : target with { IsName = true });
            targets.Add(line.Source?.Invoke(place) ?? place);
        }
        line.Expect(targets.TrueForAll(static target => target.InStore is not null), "--versions and --max-delete are for buckets, not for hosts.", _versions, _maxDelete);
        bool versions = line.Has(_versions);
        if ((versions || line.Has(_maxDelete)) && line.Source is not null)
            line.Problem("--versions and --max-delete are not for jobs.");
        if (versions && targets.Any(static target => target.InStore is { VersionId: not null }))
            line.Problem("--versions is every version; a location with ?versionId= is one.");
        string? ifMatch = ConditionFlags.ReadETag(line, _ifMatch);
        if (ifMatch is not null && (versions || recursive || operands.Count != 1 || targets is not [{ InStore: not null }]))
            line.Problem("--if-match is for one object, as it is now: name it.");
        DeletionLimit? limit = SyncFlags.ReadLimit(line, _maxDelete);
        ClientDefaults connection = _connection.Read(line);
        TransferOptions engine = _engine.ReadLimits(line);
        ItemFilter filter = _filter.Read(line, removes: true);
        ReportSettings? report = _report.Read(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            if (isOpen && new WildcardChoice(session, connection, removes: true, takesPrefixes: recursive).Make(targets) is { } end)
                return end;
            if (!dryRun)
                UnfinishedRuns.Tell(session, line, own: null);
            foreach (S3Location target in targets.Select(static target => target.InStore).OfType<S3Location>())
            {
                if (IsWhole(target) && filter.AcceptsAlmostAll && !isNamed && !force && !dryRun && !Confirmation.Ask(session, $"Remove every {(versions ? "version of every object" : "object")} in {target}{(filter.AcceptsAll ? "" : " that the filters take")}?"))
                    return ExitCode.Usage;
            }
            InventoryFlags.Open(session, connection, targets);
            RemoveRequest request = new() { Targets = versions ? [.. targets.Select(static target => new VersionedLocation(target.InStore!, At: null))] : targets, MaxDelete = limit, IfMatch = ifMatch, Recursive = recursive, Names = names, Filter = filter, DryRun = dryRun };
            return _filter.Tell(session, new TransferCommand(session, engine, connection, report).Remove(request));
        });
    }

    // Also the wildcard that an empty variable before a star leaves.
    static bool IsWhole(S3Location target) => target.Key.IsEmpty || Glob.FirstWildcard(target) == 0 && target.Key.Bytes.Contains((byte)'*') && target.Key.Bytes.IndexOfAnyExcept((byte)'*', (byte)'?') < 0;
}
