using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice find</c>: names of objects by name, size, age and class, a line each.</summary>
sealed class FindVerb : Verb
{
    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly FilterFlags _filter = new();
    readonly PastFlag _past = new();
    readonly OutputFlags _output = new();
    readonly Option<string[]> _class = Flags.Values("--class", "NAME", "Only objects of this storage class, such as STANDARD or GLACIER. Repeatable.");
    readonly Option<string> _format = Flags.Value("--format", "TEXT", $"What is printed of each: {FindFormat.Directives}. Default: %u.");

    readonly Option<bool> _print0 = Flags.Switch("--print0", "The names below the prefix as they are, each ended by a NUL: for --files-from0, and xargs -0.");

    /// <summary>Declares the command.</summary>
    public FindVerb() : base("find", "Find objects by name, size, age and class.", "[options] s3://BUCKET[/PREFIX]") =>
        Declare(new("What to find", [_class, _format, _print0, _past.Option, .. _locations.Meanings]), _filter.Group, _output.ShowGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Everything below the prefix, in the order of keys where the store lists in order, in constant memory. What
        a store does not list is shown as a question mark; an object without a class is of the standard one. That
        nothing is found is no failure; that nothing is there is one. Names are written as a terminal can show
        them; --print0 writes them as they are, for the --files-from0 of another command.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice find s3://album/ --exclude '*' --include '*.raw' --min-size 100MiB", "large raw files"),
        new("sluice find s3://logs/ --older-than 90d --class STANDARD", "what could be archived"),
        new(@"sluice find s3://album/ --format '%s\t%t\t%k'", "columns of one's own"),
        new("sluice find s3://logs/ --older-than 90d --print0 | sluice rm --files-from0 - s3://logs/", "whatever the names"),
        new("sluice find s3://logs/2025/ --older-than 1w --json", "for programs; rm -r takes the same filters"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        S3Location? location = line.Only(operands, "Say where: sluice find s3://BUCKET/PREFIX.", "One location at a time.") is { } where ? _locations.ReadS3(line, where) : null;
        bool isOpen = _locations.IsOpen(line);
        foreach (Option option in (Option[])[_format, _output.Json])
            line.Exclude(_print0, option, $"--print0 and {option.Name} exclude each other.");
        if (!FindFormat.TryParse(line.Text(_format) ?? "%u", out FindFormat format, out string problem))
            line.Problem($"--format: {problem}");
        bool print0 = line.Has(_print0);
        OutputSettings output = _output.Read(line);
        if (print0 && location is { Key.IsEmpty: false } && location.Key.Bytes[^1] != '/' && Glob.FirstWildcard(location) < 0)
            line.Problem($"--print0 prints names below a prefix: end {location} with a slash.");
        string[] classes = [.. line.Texts(_class).Select(static name => name.ToUpperInvariant())];
        ItemFilter filter = _filter.Read(line);
        DateTimeOffset? at = _past.Read(line);
        ClientDefaults connection = _connection.Read(line);
        return new BoundCommand(output, session =>
        {
            if (isOpen && new WildcardChoice(session, connection, removes: false, takesPrefixes: true).Make(ref location!) is { } end)
                return end;
            using S3ClientFactory clients = session.OpenClients(connection);
            return Find(session, clients.For(location!.Profile), location, new ListingSelection(location, filter), classes, print0 ? null : format, at);
        })
        { OnlyReads = true };
    }

    int Find(Session session, S3Client client, S3Location location, ListingSelection selection, string[] classes, FindFormat? format, DateTimeOffset? at)
    {
        long looked = 0, untold = 0, nameless = 0;
        SeenClasses seen = new(classes);
        ListingOptions options = new() { Order = ListingOrder.SortedWherePossible, At = at };
        using ObjectLister lister = new(client, new ListObjectsRequest(location.Bucket) { Prefix = selection.Prefix }, options, session.Stop);
        while (lister.TryNext(out ListObjectsPage page))
        {
            untold += page.Untold.Count;
            foreach (ListedObject found in page.Objects)
            {
                looked++;
                bool isOfClass = classes.Length == 0 || seen.Takes(found.StorageClass ?? "STANDARD");
                if (!isOfClass || !selection.Takes(found))
                    continue;
                // An empty name is none in a list of names.
                if (format is null && found.Key.Length <= selection.DirectoryLength)
                    nameless++;
                else
                    Write(session, location, found, format, selection.DirectoryLength);
            }
        }
        session.Output.Flush();
        ListingNotices.Tell(session, lister, client);
        if (lister.Error is { } error)
            return session.Fail(error, location.ToString());
        if (session.Stop.IsCancellationRequested)
            return session.Stopped();
        if (untold > 0)
            session.Errors.PrintSentence($"{location}: of {Numbers.Count(untold, "key")} the store does not tell what was there then.");
        if (nameless > 0)
            session.Errors.PrintSentence($"{location}: the object that has the name of the prefix itself is not in the list: below the prefix it has no name.");
        // A store may have classes of its own, so that no name is wrong by itself.
        if (looked > 0 && classes.Length > 0 && !seen.TookAny)
            session.Errors.PrintSentence($"{location}: nothing is of the class {DisplayText.Of(string.Join(" or ", classes))}; what was looked at is {DisplayText.Of(string.Join(", ", seen.Others))}.");
        if (looked > 0 || location.Key.IsEmpty)
            return _filter.Tell(session, selection.TellUndecided(session, _filter.Given, untold > 0 ? ExitCode.Failures : ExitCode.Done));
        session.Errors.PrintSentence($"{location}: {(at is null ? selection.Nothing(client, session.Stop) : "nothing was there then.")}");
        return ExitCode.Failures;
    }

    static void Write(Session session, S3Location location, in ListedObject found, FindFormat? format, int nameStart)
    {
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new ObjectRecord(location.Bucket, KeyText.Of(found.Key), KeyText.Base64(found.Key), KeyText.Escaped(found.Key), found.Size,
                found.LastModified?.ToUniversalTime(), found.ETag?.Trim('"'), found.StorageClass)
            { VersionId = found.Version?.Id }, JsonLines.Readable.ObjectRecord));
        else if (format is null)
            session.Output.WriteName(found.Key.Bytes[nameStart..]);
        else
            session.Output.WriteLine(format.Line(location, found, nameStart));
    }
}
