using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.S3;
using Sluice.Sftp;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice du</c>: adds up sizes below a prefix, in constant memory.</summary>
sealed class DuVerb : Verb
{
    const int MostDepth = 1024;

    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly FilterFlags _filter = new();
    readonly PastFlag _past = new();
    readonly OutputFlags _output = new();
    readonly Option<bool> _human = Flags.Switch("--human-readable", "Sizes as 1.21 GiB.", "-H");
    readonly Option<bool> _summarize = Flags.Switch("--summarize", "The total only.", "-s");
    readonly Option<string> _depth = Flags.Value("--max-depth", "N", "Levels of directories that get a line each. Default: 1.");

    readonly Option<string> _by = Flags.Value("--by", "WHAT", "class, age or depth: sums by these instead of by directory.", "class", "age", "depth");

    /// <summary>Declares the command.</summary>
    public DuVerb() : base("du", "Add up sizes and numbers of objects.", "[options] s3://BUCKET[/PREFIX]") =>
        Declare(new("What to add up", [_human, _summarize, _depth, _by, _past.Option, .. _locations.Meanings]), _filter.Group, _output.LongShowGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Each line: bytes, objects, name; the last one is the total of all that was asked for. Objects that lie
        in no directory count in the total only. Wildcards (* ? [a-z]) match whole keys, also across slashes.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice du -H s3://album/", "by directory, with the total"),
        new("sluice du -sH s3://album/2026/", "the total only"),
        new("sluice du --max-depth 2 s3://album/", "two levels"),
        new("sluice du -H --by class s3://album/", "by storage class"),
        new("sluice du -sH s3://album/ --exclude '*' --include '*.raw'", "only what the filters take"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        Location? location = line.Only(operands, "Say what to add up: sluice du s3://BUCKET.", "One location at a time.") is { } where ? _locations.ReadShared(line, where) : null;
        ClientDefaults connection = _connection.Read(line);
        foreach (Option option in (Option[])[_summarize, _depth])
            line.Exclude(_by, option, $"--by and {option.Name} exclude each other.");
        line.Expect(location is not SftpLocation, "--by is for buckets, not for hosts.", _by);
        bool human = line.Has(_human), summarize = line.Has(_summarize);
        int depth = line.Number(_depth, 0, MostDepth) ?? 1;
        UsageBy by = line.Choice(_by, UsageBy.Directory, ("class", UsageBy.Class), ("age", UsageBy.Age), ("depth", UsageBy.Depth));
        ItemFilter filter = _filter.Read(line);
        DateTimeOffset? at = _past.Read(line);
        bool isOpen = _locations.IsOpen(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            if (location is SftpLocation host)
                return new HostListingCommand(session, host, filter, human).AddUp(summarize ? 0 : depth, _filter);
            S3Location place = location!.InStore!;
            if (isOpen && new WildcardChoice(session, connection, removes: false, takesPrefixes: true).Make(ref place) is { } end)
                return end;
            using S3ClientFactory clients = new(connection);
            return new UsageCommand(session, clients.For(place.Profile), place, new ListingSelection(place, filter), summarize ? 0 : depth, human, at, by).Run(_filter);
        })
        { OnlyReads = true };
    }
}
