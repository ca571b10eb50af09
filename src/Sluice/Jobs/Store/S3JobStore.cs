using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.S3.Wire;
using Sluice.Transfer.Integrity;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Jobs.Store;

/// <summary>A job below a prefix of a bucket: If-None-Match and If-Match decide (S3 User Guide, "Conditional requests").</summary>
/// <param name="client">The store.</param>
/// <param name="place">Bucket and prefix.</param>
internal sealed class S3JobStore(S3Client client, S3Location place) : JobStore
{
    readonly ObjectKey _prefix = place.Key.AsPrefix();

    /// <inheritdoc/>
    public override Location Place => place;

    /// <inheritdoc/>
    public override DateTimeOffset Now => client.Options.Clock.GetUtcNow() + client.ClockAhead;

    /// <inheritdoc/>
    public override (byte[] Content, string? Tag)? Read(string name, CancellationToken cancellationToken)
    {
        FetchJudge judge = new(client.ETagsOf(place.Bucket));
        byte[]? before = null;
        for (int attempt = 1; ; attempt++)
        {
            if (!client.GetObject(new GetObjectRequest(place.Bucket, Key(name)), cancellationToken).TryGet(out GetObjectResponse? response, out S3Error? error))
                return error.Kind == FailureKind.NotFound ? null : throw error.ToException();
            using (response)
            {
                if (response.Info.ContentLength > MostOf(name))
                    return ([], response.Info.ETag);
                try
                {
                    byte[] content = ReadBody(response);
                    error = Contradiction(judge, response.Info, content);
                    // Twice the same bytes were not damaged on the way: what the store has is for its reader to judge.
                    if (error is null || before is not null && before.AsSpan().SequenceEqual(content))
                        return (content, response.Info.ETag);
                    before = content;
                }
                catch (S3Exception broken)
                {
                    error = broken.Error;
                }
            }
            if (!client.MayReadAgain(attempt, error, cancellationToken))
                throw (cancellationToken.IsCancellationRequested ? NetworkFault.Canceled() : error with { Attempts = attempt, Bucket = place.Bucket, Key = Key(name) }).ToException();
        }
    }

    /// <inheritdoc/>
    public override TimeSpan? Age(string name, string tag, CancellationToken cancellationToken)
    {
        if (!client.HeadObject(new HeadObjectRequest(place.Bucket, Key(name)), cancellationToken).TryGet(out ObjectInfo? found, out S3Error? error))
            return error.Kind == FailureKind.NotFound ? null : throw error.ToException();
        // Both are told in whole seconds: it may be one less (RFC 9110, 8.8.2 and 6.6.1).
        return found.ETag == tag ? found.StoreTime - found.LastModified - TimeSpan.FromSeconds(1) : null;
    }

    /// <inheritdoc/>
    public override string? Create(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            if (!IsShared || !IsKnownWithoutConditions(replaces: false))
            {
                string? created = Put(name, new PutObjectRequest(place.Bucket, Key(name), new MemoryBody(content)) { IfAbsent = true }, content, cancellationToken);
                if (created is not null || !IsShared)
                    return created;
            }
        }
        catch (FailureException refused) when (IsShared && refused.Failure.Kind is FailureKind.NotSupported or FailureKind.BadRequest)
        {
            // The store takes no conditions.
        }
        if (Read(name, cancellationToken) is not null)
            return TagOf(name, content, cancellationToken);
        Write(name, content, cancellationToken);
        return Written(name, content, cancellationToken) ?? "";
    }

    // Each chunk is one worker's from the beginning: nothing has to be decided by who is first.
    bool IsShared => Job is { Claim: "index" };

    /// <inheritdoc/>
    public override string? Replace(string name, ReadOnlyMemory<byte> content, string tag, CancellationToken cancellationToken) =>
        Put(name, new PutObjectRequest(place.Bucket, Key(name), new MemoryBody(content)) { IfMatch = tag }, content, cancellationToken);

    /// <inheritdoc/>
    public override void Write(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (!client.PutObject(new PutObjectRequest(place.Bucket, Key(name), new MemoryBody(content)), cancellationToken).TryGet(out PutResult? result, out S3Error? error))
            throw error.ToException();
        // Who tells nothing of what it took may have taken nothing.
        if (result is { ETag: null or "", Stored: null })
            _ = Written(name, content, cancellationToken);
    }

    // What is there, by its tag.
    string? Written(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Read(name, cancellationToken) is var (written, tag) && written.AsSpan().SequenceEqual(content.Span) ? tag
            : throw new FailureException(Failure.Local("NotWritten", $"The store says that it has taken {name} of the job, and has it not."));

    /// <inheritdoc/>
    public override void Delete(string name, CancellationToken cancellationToken)
    {
        if (client.DeleteObject(new DeleteObjectRequest(place.Bucket, Key(name)), cancellationToken).Error is { } error)
            throw error.ToException();
    }

    /// <inheritdoc/>
    public override IEnumerable<JobEntry> List(string prefix, string after, CancellationToken cancellationToken)
    {
        using ObjectLister lister = new(client, new ListObjectsRequest(place.Bucket) { Prefix = Key(prefix), StartAfter = after.Length > 0 ? Key(after) : default }, new ListingOptions { Order = ListingOrder.Sorted }, cancellationToken);
        while (lister.TryNext(out ListObjectsPage page))
            foreach (ListedObject found in page.Objects)
                yield return Entry(found);
        if (lister.Error is { } error)
            throw error.ToException();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<JobEntry> ListPage(string prefix, string after, CancellationToken cancellationToken, out bool isLast)
    {
        if (!client.ListObjects(new ListObjectsRequest(place.Bucket) { Prefix = Key(prefix), StartAfter = after.Length > 0 ? Key(after) : default }, cancellationToken).TryGet(out ListObjectsPage? page, out S3Error? error))
            throw error.ToException();
        isLast = page.NextToken is null;
        return [.. page.Objects.Select(Entry)];
    }

    /// <summary>What lies below a prefix, one level down.</summary>
    public static IEnumerable<Location> Below(S3Client client, S3Location place, CancellationToken cancellationToken)
    {
        ListObjectsRequest request = new(place.Bucket) { Prefix = place.Key.AsPrefix(), Delimiter = new ObjectKey("/") };
        while (true)
        {
            ListObjectsPage page = client.ListObjects(request, cancellationToken).Value;
            foreach (ObjectKey prefix in page.CommonPrefixes)
                yield return place with { Key = prefix, IsName = true };
            if (page.NextToken is null)
                yield break;
            request = request with { ContinuationToken = page.NextToken };
        }
    }

    /// <inheritdoc/>
    protected override bool IsKnownWithoutConditions(bool replaces) =>
        client.Options.Deviations.HasFlag(StoreDeviations.CreateConditions) || replaces && client.Options.Deviations.HasFlag(StoreDeviations.ReplaceConditions);

    static byte[] ReadBody(GetObjectResponse response)
    {
        using MemoryStream content = new();
        byte[] buffer = new byte[64 << 10];
        for (int count; (count = response.Read(buffer)) > 0;)
            content.Write(buffer, 0, count);
        return content.ToArray();
    }

    // What an answer says of its bytes and they are not; null for nothing.
    static S3Error? Contradiction(FetchJudge judge, ObjectInfo info, byte[] content)
    {
        DownloadCheck check = DownloadCheck.For(info, oneStream: true);
        string? wrong = info.ContentLength >= 0 && info.ContentLength != content.Length ? $"The store announced {info.ContentLength} bytes and sent {content.Length}."
            : (judge.Judge(check, check.Expected is null ? null : ChecksumHasher.Compute(check.Algorithm, content), content.Length, out _) ?? check.Contradiction(content))?.Message;
        return wrong is null ? null : new S3Error(FailureKind.Corrupt, RetryClass.AfterBackoff, wrong) { RequestId = info.RequestId };
    }

    string? Put(string name, PutObjectRequest put, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (client.PutObject(put, cancellationToken).TryGet(out PutResult? result, out S3Error? error))
            return result.ETag ?? Written(name, content, cancellationToken) ?? (IsShared ? "" : throw new FailureException(Failure.Local("NoETag", "The store tells no ETags, which leases need; --claim index needs none.")));
        // 404: what was to be replaced is gone. 409: another one is writing it.
        return error is { Status: 404 or 409 or 412 } ? TagOf(name, content, cancellationToken) : throw error.ToException();
    }

    // What does not tell when it was written is never old.
    JobEntry Entry(ListedObject found) => new(System.Text.Encoding.UTF8.GetString(found.Key.Bytes[_prefix.Length..]), found.ETag, found.LastModified ?? DateTimeOffset.MaxValue);

    ObjectKey Key(string name) => _prefix.Append(System.Text.Encoding.UTF8.GetBytes(name));
}
