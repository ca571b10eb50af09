using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Sftp;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice ls</c>: lists buckets, prefixes and objects as they arrive, in constant memory.</summary>
sealed class LsVerb : Verb
{
    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly FilterFlags _filter = new();
    readonly PastFlag _past = new();
    readonly Option<bool> _versions = Flags.Switch("--versions", "All versions and delete markers, newest first, with their ids.");
    readonly OutputFlags _output = new();
    readonly Option<bool> _recursive = Flags.Switch("--recursive", "Everything below, with whole keys.", "-r");
    readonly Option<bool> _human = Flags.Switch("--human-readable", "Sizes as 1.21 GiB.", "-H");
    readonly Option<bool> _long = Flags.Switch("--long", "Also the storage class of each object.", "-l");
    readonly Option<string> _sort = Flags.Value("--sort", "WHAT", "size (largest first), time (latest first) or name; directories come first. Up to 1,000,000 objects.", "size", "time", "name");
    readonly Option<bool> _reverse = Flags.Switch("--reverse", "With --sort: the other way round.");
    readonly Option<string> _format = Flags.Value("--format", "TEXT", $"What is printed of each: {FindFormat.Directives}.");
    readonly Option<bool> _summarize = Flags.Switch("--summarize", "Totals at the end.", "-s");

    /// <summary>Declares the command.</summary>
    public LsVerb() : base("ls", "List buckets, objects, and files of hosts.", "[options] [s3://BUCKET[/PREFIX]]") =>
        Declare(new("What to list", [_recursive, _long, _human, _summarize, _sort, _reverse, _format, _versions, _past.Option, .. _locations.Meanings]), _filter.Group, _output.ShowGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Without a location it lists buckets. sftp://HOST/PATH is a directory of a host.
        Times are local, with --utc in UTC, as --json has them. Wildcards (* ? [a-z])
        match whole keys, also across slashes. A prefix that nothing begins with makes the exit code 1.
        Control characters and bytes that are not UTF-8 show as \xNN or \u{N}, a backslash as \\; --exact
        takes such names back, here and in cp, cat, stat and rm. In --json key_escaped is that name.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice ls s3://album/2026/", "one level, like a directory"),
        new("sluice ls 's3://album/*/cover.jpg'", "by wildcard"),
        new("sluice ls -rlHs --sort size s3://album/", "all, largest first, with classes and totals"),
        new("sluice ls -r --at 2h s3://album/2026/", "what was there two hours ago"),
        new("sluice ls --json -r s3://album/ | jq -r .key", "for programs"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        line.ExpectCount(operands, 1, null, "One location at a time.");
        Location? place = operands.Count != 1 ? null : _locations.ReadShared(line, operands[0]);
        S3Location? location = place?.InStore;
        ClientDefaults connection = _connection.Read(line);
        // A bucket's own list has no objects.
        bool isOfObjects = location is not null;
        line.Expect(isOfObjects || operands.Count > 1, "Say of which bucket: versions and the past are those of a bucket's objects.", _versions, _past.Option);
        line.Expect(isOfObjects, "--long, --sort and --format are for objects: say of which bucket.", _long, _sort, _format);
        line.Expect(line.Has(_sort), "--reverse says how to --sort: give that too.", _reverse);
        line.Exclude(_sort, _versions, "--versions come newest first, key by key; --sort would tear them apart.");
        line.Exclude(_format, [_long, _versions, _human, _output.Json], "--format says all that is printed; leave out --long, --human-readable, --versions and --json.");
        bool recursive = line.Has(_recursive), human = line.Has(_human), summarize = line.Has(_summarize);
        ItemFilter filter = _filter.Read(line);
        ListingOptions view = new() { Order = ListingOrder.SortedWherePossible, At = _past.Read(line, _versions), Versions = line.Has(_versions) };
        ListingView shown = new(human, summarize, line.Has(_long), line.Choice(_sort, ListingSort.None, ("size", ListingSort.Size), ("time", ListingSort.Time), ("name", ListingSort.Name)), line.Has(_reverse), ReadFormat(line));
        bool isOpen = _locations.IsOpen(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            if (place is SftpLocation host)
                return new HostListingCommand(session, host, filter, human).List(recursive, summarize, _filter);
            if (isOpen && location is not null && new WildcardChoice(session, connection, removes: false, takesPrefixes: true).Make(ref location) is { } end)
                return end;
            using S3ClientFactory clients = new(connection);
            return location is null
                ? Buckets(session, clients.For(null))
                : new ListingCommand(session, clients.For(location.Profile), location, recursive, filter, shown, view).Run(_filter);
        })
        { OnlyReads = true };
    }

    FindFormat? ReadFormat(Options.CommandLine line)
    {
        if (line.Text(_format) is not { } text)
            return null;
        if (!FindFormat.TryParse(text, out FindFormat format, out string problem))
            line.Problem($"--format: {problem}");
        return format;
    }

    static int Buckets(Session session, S3Client client)
    {
        if (!client.ListBuckets(session.Stop).TryGet(out IReadOnlyList<BucketEntry>? buckets, out S3Error? error))
            return session.Fail(error, "Listing buckets");
        foreach (BucketEntry bucket in buckets)
        {
            if (session.Settings.Json)
                session.Output.WriteLine(JsonLines.Line(new ListedBucketRecord(bucket.Name, bucket.Created?.ToUniversalTime()), JsonLines.Readable.ListedBucketRecord));
            else
                session.Output.WriteLine($"{ListingLine.Time(session, bucket.Created)}  s3://{DisplayText.Of(bucket.Name)}");
        }
        if (buckets.Count == 0 && !session.Settings.Json)
            session.Errors.Note("There are no buckets. Make one with: sluice mb s3://NAME");
        return ExitCode.Done;
    }
}
