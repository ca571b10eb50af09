using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice tree</c>: directories and objects, indented by level, in constant memory.</summary>
sealed class TreeVerb : Verb
{
    const int MostDepth = 1024;

    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly FilterFlags _filter = new();
    readonly PastFlag _past = new();
    readonly OutputFlags _output = new();
    readonly Option<string> _depth = Flags.Value("--max-depth", "N", "Levels that are shown. Default: all.");
    readonly Option<bool> _human = Flags.Switch("--human-readable", "Sizes behind names, as 1.21 GiB.", "-H");
    readonly Option<bool> _directories = Flags.Switch("--directories", "Directories only.", "-d");

    /// <summary>Declares the command.</summary>
    public TreeVerb() : base("tree", "Show directories and objects as a tree.", "[options] s3://BUCKET[/PREFIX]") =>
        Declare(new("What to show", [_depth, _directories, _human, _past.Option, .. _locations.Meanings]), _filter.Group, _output.ShowGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Two blanks for each level, a slash behind a directory; the last line counts both. Keys come in their order,
        so a directory stands where its first object does. With --json a record for each object and directory.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice tree s3://album/2026/", "all of a prefix"),
        new("sluice tree -d --max-depth 2 s3://album/", "directories of two levels"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        S3Location? location = line.Only(operands, "Say what to show: sluice tree s3://BUCKET/PREFIX.", "One location at a time.") is { } where ? _locations.ReadS3(line, where) : null;
        bool isOpen = _locations.IsOpen(line), human = line.Has(_human), directories = line.Has(_directories);
        int depth = line.Number(_depth, 1, MostDepth) ?? int.MaxValue;
        ItemFilter filter = _filter.Read(line);
        DateTimeOffset? at = _past.Read(line);
        ClientDefaults connection = _connection.Read(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            if (isOpen && new WildcardChoice(session, connection, removes: false, takesPrefixes: true).Make(ref location!) is { } end)
                return end;
            using S3ClientFactory clients = session.OpenClients(connection);
            ListingSelection selection = new(location!, filter);
            return Show(session, clients.For(location!.Profile), location, selection, new TreeLines(session, location, selection.DirectoryLength, depth, directories, human), at);
        })
        { OnlyReads = true };
    }

    int Show(Session session, S3Client client, S3Location location, ListingSelection selection, TreeLines lines, DateTimeOffset? at)
    {
        long untold = 0;
        using ObjectLister lister = new(client, new ListObjectsRequest(location.Bucket) { Prefix = selection.Prefix }, new ListingOptions { Order = ListingOrder.Sorted, At = at }, session.Stop);
        while (lister.TryNext(out ListObjectsPage page))
        {
            untold += page.Untold.Count;
            foreach (ListedObject found in page.Objects)
                if (selection.Takes(found))
                    lines.Add(found);
        }
        ListingNotices.Tell(session, lister, client);
        if (lister.Error is { } error)
            return session.Fail(error, location.ToString());
        if (session.Stop.IsCancellationRequested)
            return session.Stopped();
        lines.End();
        if (lines.Lacking > 0)
            session.Errors.Warning($"The store does not list the size of {Numbers.Count(lines.Lacking, "object")}: the total lacks them.");
        if (untold > 0)
            session.Errors.PrintSentence($"{location}: of {Numbers.Count(untold, "key")} the store does not tell what was there then.");
        if (lines.Objects == 0 && selection.Hidden > 0)
            session.Errors.Note(selection.TellHidden(_filter.Given));
        if (lines.Objects > 0 || selection.Hidden + selection.Undecided > 0 || location.Key.IsEmpty)
            return _filter.Tell(session, selection.TellUndecided(session, _filter.Given, untold > 0 ? ExitCode.Failures : ExitCode.Done));
        session.Errors.PrintSentence($"{location}: {(at is null ? selection.Nothing(client, session.Stop) : "nothing was there then.")}");
        return ExitCode.Failures;
    }
}
