using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Verify;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice verify</c>: proves that two places hold the same bytes.</summary>
sealed class VerifyVerb : Verb
{
    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly EngineFlags _engine = new();
    readonly FilterFlags _filter = new();
    readonly InventoryFlags _inventory = new();
    readonly PastFlag _past = new();
    readonly SseFlags _sse = new();
    readonly SkipFlags _skip = new();
    readonly OutputFlags _output = new();
    readonly Option<bool> _oneWay = Flags.Switch("--one-way", "Only what A has is compared; what only B has is no difference.");
    readonly Option<bool> _sizeOnly = Flags.Switch("--size-only", "Names and sizes only.");
    readonly Option<bool> _noRead = Flags.Switch("--no-read", "Fetch no object: where the sides have no checksum in common a name is 'unchecked'.");
    readonly Option<bool> _readAll = Flags.Switch("--read-all", "Read every byte of both sides, whatever checksums there are.");
    readonly Option<bool> _noCache = Flags.Switch("--no-cache", "Compute checksums of files anew, and keep none.");
    readonly Option<bool> _links = Flags.Switch("--links", "Symbolic links are compared as cp --preserve symlinks stores them.");
    readonly Option<bool> _append = Flags.Switch("--append-ok", "A local file that has grown (a log) and begins with its object's bytes is no difference.");
    readonly Option<bool> _followLinks = Flags.Switch("--follow-links", "Also enter directories that are symbolic links; loops are found.");

    /// <summary>Declares the command.</summary>
    public VerifyVerb() : base("verify", "Compare two places by checksum and list what differs.", "[options] A B") =>
        Declare(new("How to compare", [_oneWay, _sizeOnly, _noRead, _readAll, _noCache, _links, _followLinks, .. _skip.Options, _append, .. _inventory.Options, _past.Option, _locations.Exact]), _filter.Group, _engine.LimitGroup,
            _sse.ReadGroup, _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        A and B are directories, prefixes, files or objects. Contents are compared by a checksum that both
        sides have: the stores' own, or computed from files (kept for the next run); else by reading.
        Differences go to stdout, what cannot be read to stderr; identical names are shown with --verbose.
        Exit code: 4 when anything differs, else 1 when something could not be compared, else 0. A side that
        is not there is an error (3), not a difference. With --from-inventory A is what the inventory says,
        with --at it is A as it was then.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice verify photos/ s3://album/2026/", "a directory and its copy"),
        new("sluice verify s3://old@album/ s3://new@album/", "two stores"),
        new("sluice verify --json photos/ s3://album/2026/ | jq -r 'select(.result==\"different\").name'", "for programs"),
        new("sluice verify --read-all backup.tar s3://backup/", "trust no checksum that a store keeps"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        line.ExpectCount(operands, 2, "Say which two places to compare: sluice verify A B.");
        _inventory.Check(line);
        _past.Check(line, _inventory.Options);
        foreach (Option option in (Option[])[_noRead, _sizeOnly])
            line.Exclude(_readAll, option, $"--read-all and {option.Name} exclude each other.");
        line.Exclude(_links, _skip.Links, "--links and --skip-links exclude each other.");
        line.Exclude(_append, _sizeOnly, "--append-ok and --size-only exclude each other: sizes cannot show that a file was only appended to.");
        Location?[] sides = [.. operands.Select((text, at) => at == 0 ? _locations.Read(line, text, _inventory) : _locations.ReadOther(line, text))];
        ClientDefaults connection = _connection.Read(line);
        TransferOptions engine = _engine.ReadLimits(line);
        VerifyRequest request = new(sides.ElementAtOrDefault(0) ?? new StreamLocation(), sides.ElementAtOrDefault(1) ?? new StreamLocation())
        {
            Filter = _filter.Read(line),
            OneWay = line.Has(_oneWay),
            SizeOnly = line.Has(_sizeOnly),
            AppendOk = line.Has(_append),
            MayReadObjects = !line.Has(_noRead),
            ReadAll = line.Has(_readAll),
            FollowDirectoryLinks = line.Has(_followLinks),
            KeepLinks = line.Has(_links),
            Skips = _skip.Read(line),
            CustomerKey = _sse.ReadKey(line),
            ChecksumDirectory = line.Has(_noCache) ? null : Path.Combine(StateDirectory.Root, "checksums"),
        };
        if (line.Source is not null)
            CheckJob(line, sides);
        DateTimeOffset? at = _past.Read(line);
        bool fromInventory = _inventory.IsGiven(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            Location[] places = [request.A, request.B];
            InventoryFlags.Open(session, connection, places);
            return (fromInventory ? null : new WildcardChoice(session, connection, removes: false, takesPrefixes: true, takesPatterns: false).Make(places)) ?? _filter.Tell(session, new VerifyCommand(session, engine, connection).Run(request with { A = PastFlag.Wrap(places[0], at), B = places[1] }));
        });
    }

    // What a chunk of the first side's names cannot tell.
    void CheckJob(Options.CommandLine line, IEnumerable<Location?> sides)
    {
        if (!line.Has(_oneWay))
            line.Problem("A job of verify needs --one-way: its chunks are names of A, and see nothing that only B has. A second job, of B and A, finds that.");
        if (line.Has(_links))
            line.Problem("--links cannot be in a job: links are found by listing a directory, and a job looks up names.");
        foreach (Location? side in sides)
            if (side?.InStore is { Key: { IsEmpty: false } key } && key.Bytes[^1] != '/')
                line.Problem($"{side}: a job compares prefixes; write it with a slash at its end.");
    }
}
