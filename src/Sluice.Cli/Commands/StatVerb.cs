using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Copying;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice stat</c>: shows everything a store tells of objects and buckets.</summary>
sealed class StatVerb : Verb
{
    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly SseFlags _sse = new();
    readonly OutputFlags _output = new();

    /// <summary>Declares the command.</summary>
    public StatVerb() : base("stat", "Show size, checksum, parts, metadata and tags of objects.", "[options] s3://BUCKET[/KEY]...") =>
        Declare(new("What to show", _locations.Meanings), _sse.ReadGroup, _output.ShowGroup, _connection.Group);

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice stat s3://album/2026/lake.jpg", "one object"),
        new("sluice stat s3://album", "a bucket: does it exist, in which region"),
        new("sluice stat --json s3://album/2026/lake.jpg | jq -r .checksum", "for programs"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        if (operands.Count == 0)
            line.Problem("Say which object: sluice stat s3://BUCKET/KEY.");
        bool isOpen = _locations.IsOpen(line);
        List<Location> targets = [];
        foreach (string operand in operands)
        {
            if (_locations.ReadS3(line, operand, takesVersions: true) is { } target)
                targets.Add(target);
        }
        ClientDefaults connection = _connection.Read(line);
        SseCustomerKey? key = _sse.ReadKey(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            if (isOpen && new WildcardChoice(session, connection, removes: false, takesPrefixes: false).Make(targets) is { } end)
                return end;
            using S3ClientFactory clients = new(connection);
            int exitCode = ExitCode.Done;
            foreach (S3Location target in targets.Cast<S3Location>())
            {
                S3Client client = clients.For(target.Profile);
                exitCode = Math.Max(exitCode, target.Key.IsEmpty ? Bucket(session, client, target) : Glob.FirstWildcard(target) >= 0 ? Matching(session, client, target, key) : Object(session, client, target, key));
            }
            return exitCode;
        })
        { OnlyReads = true };
    }

    static int Bucket(Session session, S3Client client, S3Location target)
    {
        if (!client.HeadBucket(target.Bucket, session.Stop).TryGet(out BucketInfo? info, out S3Error? error))
            return session.Fail(error, target.ToString());
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new ListedBucketRecord(target.Bucket, Region: info.Region), JsonLines.Readable.ListedBucketRecord));
        else
            StatText.Write(session, [("bucket", $"s3://{DisplayText.Of(target.Bucket)}"), ("region", info.Region)]);
        return ExitCode.Done;
    }

    static int Matching(Session session, S3Client client, S3Location target, SseCustomerKey? key)
    {
        ListingSelection selection = new(target, ItemFilter.All);
        int exitCode = ExitCode.Done;
        bool any = false;
        using ObjectLister lister = new(client, new ListObjectsRequest(target.Bucket) { Prefix = selection.Prefix }, new ListingOptions { Order = ListingOrder.SortedWherePossible }, session.Stop);
        while (lister.TryNext(out ListObjectsPage page))
            foreach (ListedObject found in page.Objects.Where(selection.Takes))
            {
                any = true;
                exitCode = Math.Max(exitCode, Object(session, client, target with { Key = found.Key, IsLiteral = true }, key));
            }
        if (session.Stop.IsCancellationRequested)
            return session.Stopped();
        if (lister.Error is { } error)
            return session.Fail(error, target.ToString());
        if (any)
            return exitCode;
        session.Errors.PrintSentence($"{target}: no object matches.");
        return ExitCode.Failures;
    }

    static int Object(Session session, S3Client client, S3Location target, SseCustomerKey? key)
    {
        HeadObjectRequest head = new(target.Bucket, target.Key) { VersionId = target.VersionId, CustomerKey = key };
        if (!client.HeadObject(head, session.Stop).TryGet(out ObjectInfo? info, out S3Error? error))
            return session.Fail(target.VersionId is null ? AbsentName.OfObject(client, target, error, session.Stop) : error, target.ToString());
        // Stores refuse a key for an object that is not encrypted with it, so an answer proves the encryption.
        if (key is not null && info.Attributes.Sse is null)
            info = info with { Attributes = info.Attributes with { Sse = new SseOptions { CustomerKey = key } } };
        // The number of parts comes only with a part; an ETag that ends in -N promises that there are some.
        int? parts = info.PartsCount;
        if (parts is null && info.ETag?.Contains('-', StringComparison.Ordinal) == true)
        {
            // A store that does not know part numbers refuses or ignores this one; the object is as well described without.
            parts = client.HeadObject(head with { PartNumber = 1 }, session.Stop).TryGet(out ObjectInfo? first, out _) ? first.PartsCount : null;
        }
        IReadOnlyList<KeyValuePair<string, string>> tags = [];
        if (info.TagCount > 0)
        {
            if (client.GetObjectTagging(target.Bucket, target.Key, target.VersionId, session.Stop).TryGet(out IReadOnlyList<KeyValuePair<string, string>>? found, out error))
                tags = found;
            else
                session.Errors.Warning($"{target} has {info.TagCount} tags that cannot be read: {error.Message}");
        }
        StatText.Write(session, target, info, parts, tags);
        return ExitCode.Done;
    }
}
