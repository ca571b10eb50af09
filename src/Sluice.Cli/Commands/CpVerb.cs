using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Locations;
using Sluice.S3;
using Sluice.S3.Auth;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice cp</c>: copies between this machine, stores, and streams.</summary>
sealed class CpVerb : Verb
{
    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly EngineFlags _engine = new();
    readonly FilterFlags _filter = new();
    readonly AttributeFlags _attributes = new();
    readonly JournalFlags _journal = new();
    readonly PreserveFlags _preserve = new();
    readonly OutputFlags _output = new();
    readonly Option<bool> _recursive = Flags.Switch("--recursive", "Take a source key without a slash at its end as a prefix.", "-r");
    readonly Option<bool> _followLinks = Flags.Switch("--follow-links", "Also enter directories that are symbolic links; loops are found.");
    readonly Option<bool> _dryRun = Flags.Switch("--dry-run", "Show what would be copied; write nothing.", "-n");

    /// <summary>Declares the command.</summary>
    public CpVerb() : base("cp", "Copy files, directories, prefixes and streams, verified.", "[options] SOURCE... DESTINATION") =>
        Declare(new("What to copy", _recursive, _followLinks, _preserve.Option, _locations.Exact, _dryRun, _journal.None), _filter.Group, _engine.Group, _attributes.Group,
            _attributes.EncryptionGroup, _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        A location is s3://BUCKET/KEY, s3://PROFILE@BUCKET/KEY, a path, or - for stdin and stdout.
        Directories, keys that end in a slash and wildcards (* ? [a-z], also across slashes) are recursive.
        Every byte is compared with a checksum before a file appears under its name. Successful items are
        listed only with --verbose, --dry-run or --json; failures always, on stderr.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice cp photos/ s3://album/2026/", "upload a directory"),
        new("sluice cp s3://album/2026/ restored/", "download a prefix"),
        new("sluice cp 's3://album/*.jpg' . --exclude '*/drafts/*'", "download by wildcard, some left out"),
        new("pg_dump shop | sluice cp - s3://backup/shop.sql", "upload a stream"),
        new("sluice cp s3://old@album/ s3://new@album/", "copy between two stores, each with its own profile"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        if (operands.Count < 2)
            line.Problem(operands.Count == 0 ? "Say what to copy and where to: sluice cp SOURCE... DESTINATION." : $"The destination is missing: sluice cp {DisplayText.Of(operands[0])} DESTINATION.");
        Location?[] locations = [.. operands.Select(text => _locations.Read(line, text))];
        if (locations is [.., StreamLocation] && !line.Has(_dryRun) && (_output.Read(line) is { Json: true } or { Verbose: true }))
            line.Problem("--json and --verbose write to stdout, and so does the object; take one of them away.");
        (ObjectAttributes attributes, SseCustomerKey? sourceKey) = _attributes.Read(line);
        ClientDefaults connection = _connection.Read(line);
        EngineOptions engine = _engine.Read(line);
        bool recursive = line.Has(_recursive), followLinks = line.Has(_followLinks), dryRun = line.Has(_dryRun);
        ItemFilter filter = _filter.Read(line);
        // What goes to stdout cannot be gone on with.
        JournalRequest? journal = dryRun || locations is [.., StreamLocation] ? null : _journal.Read(line);
        Preserve preserve = _preserve.Read(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            CopyRequest request = new()
            {
                Sources = [.. locations[..^1].Select(static location => location!)],
                Destination = locations[^1]!,
                Recursive = recursive,
                Filter = filter,
                Attributes = attributes,
                SourceCustomerKey = sourceKey,
                FollowDirectoryLinks = followLinks,
                DryRun = dryRun,
                Journal = journal,
                Preserve = preserve,
            };
            PreserveFlags.Warn(session, preserve, request.Destination);
            return new TransferRun(session, engine, connection).Copy(request);
        });
    }
}
