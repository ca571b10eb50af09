using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice rb</c>: removes buckets.</summary>
sealed class RbVerb : Verb
{
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();
    readonly Option<bool> _yes = Flags.Switch("--yes", "With --force: also a bucket that keeps versions, with all of them, without asking.", "-y");
    readonly Option<bool> _force = Flags.Switch("--force", "Remove every object and unfinished upload first, without asking.", "-f");

    /// <summary>Declares the command.</summary>
    public RbVerb() : base("rb", "Remove buckets.", "[options] s3://BUCKET...") =>
        Declare(new("What to remove", _force, _yes), _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice rb s3://album", "an empty bucket"),
        new("sluice rb --force s3://scratch", "a bucket and everything in it"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<S3Location> buckets = BucketOperands.Read(line, line.Operands(Operands), "sluice rb");
        ClientDefaults connection = _connection.Read(line);
        line.Expect(line.Has(_force), "--yes goes with --force.", _yes);
        bool force = line.Has(_force), yes = line.Has(_yes);
        return new BoundCommand(_output.Read(line), session =>
        {
            int exitCode = ExitCode.Done;
            foreach (S3Location bucket in buckets)
                exitCode = Math.Max(exitCode, Remove(session, connection, bucket, force, yes));
            return exitCode;
        });
    }

    static int Remove(Session session, ClientDefaults connection, S3Location location, bool force, bool yes)
    {
        if (force)
        {
            if (Versions(session, connection, location, out string? held) is { } failedToList)
                return session.Fail(failedToList, location.ToString());
            if (held is not null && !yes && !Confirmation.Ask(session, $"{location} keeps versions, and has {held}. Remove all of them for good?", "--yes"))
                return ExitCode.Usage;
            RemoveRequest everything = new() { Targets = [held is null ? location : new VersionedLocation(location, At: null)], Recursive = true };
            int emptied = new TransferCommand(session, new TransferOptions(), connection).Remove(everything);
            if (emptied != ExitCode.Done)
                return emptied;
        }
        using S3ClientFactory clients = new(connection);
        S3Client client = clients.For(location.Profile);
        if (force && AbortUploads(client, location.Bucket, session.Stop) is { } failed)
            return session.Fail(failed, location.ToString());
        if (!client.DeleteBucket(location.Bucket, session.Stop).TryGet(out _, out S3Error? error))
            return error.Code == "BucketNotEmpty" ? NotEmpty(session, client, location, error, force) : session.Fail(error, location.ToString());
        if (!BucketOperands.Becomes(client, location.Bucket, isThere: false, session.Stop))
            return session.Fail(new S3Error(FailureKind.Conflict, RetryClass.Never, "the store says that it has removed the bucket, and it is still there") { Code = "StillThere", Bucket = location.Bucket }, location.ToString());
        BucketOperands.Tell(session, "rb", "Removed", location);
        return ExitCode.Done;
    }

    // How much goes of a bucket that keeps versions; null for one that holds nothing but current objects.
    static S3Error? Versions(Session session, ClientDefaults connection, S3Location location, out string? held)
    {
        held = null;
        using S3ClientFactory clients = new(connection);
        using ObjectLister lister = new(clients.For(location.Profile), new ListObjectsRequest(location.Bucket), new ListingOptions { Order = ListingOrder.Any, Versions = true }, session.Stop);
        long versions = 0, older = 0, markers = 0, bytes = 0, unsized = 0;
        while (lister.TryNext(out ListObjectsPage page))
            foreach (ListedObject found in page.Objects)
            {
                bool isMarker = found.Version!.IsDeleteMarker;
                markers += isMarker ? 1 : 0;
                versions += isMarker ? 0 : 1;
                older += !isMarker && !found.Version.IsLatest ? 1 : 0;
                bytes += found.Size ?? 0;
                unsized += !isMarker && found.Size is null ? 1 : 0;
            }
        // A store without versions lists objects. Who may not list versions removes none for good: the store says at the end whether the bucket is empty.
        if (lister.Error is { Kind: FailureKind.NotSupported or FailureKind.Denied })
            return null;
        if (older + markers > 0)
            held = $"{Numbers.Count(versions, "version")} ({Numbers.Count(older)} of them older ones), {KnownBytes.Text(bytes, unsized, versions)}, and {Numbers.Count(markers, "delete marker")}";
        return lister.Error;
    }

    // What keeps the bucket: a store says only that it is not empty.
    static int NotEmpty(Session session, S3Client client, S3Location location, S3Error error, bool force)
    {
        string bucket = $"s3://{DisplayText.Of(location.Bucket)}";
        bool hasObjects = !client.ListObjects(new ListObjectsRequest(location.Bucket) { MaxKeys = 1 }, session.Stop).TryGet(out ListObjectsPage? page, out _) || page.Objects.Count > 0;
        bool hasUploads = !hasObjects && client.ListMultipartUploads(new ListMultipartUploadsRequest(location.Bucket), session.Stop).TryGet(out ListMultipartUploadsPage? uploads, out _) && uploads.Uploads.Count > 0;
        string why = hasObjects ? force ? "; objects were written to it meanwhile" : "; it holds objects"
            : hasUploads ? "; it holds unfinished multipart uploads"
            : "; it lists no objects and no unfinished uploads, so what is left are older versions of objects or delete markers, which rb --force removes";
        string? hint = hasObjects && !force ? $"sluice rb --force {bucket} removes every object and then the bucket."
            : hasUploads ? $"sluice rb --force {bucket} gives them up; 'sluice cleanup {bucket} --dry-run' shows them."
            : hasObjects ? null : force ? "A lifecycle rule, or the store's own tools, remove versions." : $"sluice rb --force {bucket} shows how many, and removes them.";
        session.Errors.Print(error with { Message = error.Message + why }, location.ToString(), hint);
        return ExitCode.Failures;
    }

    // S3 API reference, DeleteBucket: unfinished multipart uploads keep a bucket from being removed on some stores.
    static S3Error? AbortUploads(S3Client client, string bucket, CancellationToken stop)
    {
        UploadLister uploads = new(client, new ListMultipartUploadsRequest(bucket), stop);
        while (uploads.TryNext(out MultipartUploadEntry upload))
            if (client.AbortMultipartUpload(new AbortMultipartUploadRequest(bucket, upload.Key, upload.UploadId), stop).Error is { Kind: not FailureKind.NotFound } failed)
                return failed;
        return uploads.Error is { Kind: not FailureKind.NotSupported } error ? error : null;
    }
}
