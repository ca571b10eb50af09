using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.S3;

namespace Sluice.Probing;

/// <summary>
/// Tries what S3 promises at a store, in a prefix of its own that is removed in the end, also after a failed check and when it is stopped. It finds what a store does, once or a few times: that something
/// holds is no proof that it always does.
/// </summary>
/// <param name="client">The store.</param>
/// <param name="scratch">A bucket or a prefix to work below.</param>
/// <param name="options">Bounds.</param>
public sealed class StoreProbe(S3Client client, S3Location scratch, ProbeOptions options)
{
    /// <summary>What is this old, by the store's clock, belongs to no probe that lives: one ends earlier.</summary>
    static readonly TimeSpan LeftAfter = TimeSpan.FromHours(1);

    /// <summary>Time to clean up after a stop.</summary>
    static readonly TimeSpan SweepTime = TimeSpan.FromMinutes(2);

    readonly string _bucket = scratch.Bucket;

    /// <summary>The checks to try. Default: all.</summary>
    public IReadOnlyList<ProbeCheck> Checks { get; init; } = ProbeCheck.All;

    /// <summary>Runs it on the calling thread. An error where it could not start: there is no such bucket, nothing may be written to it.</summary>
    /// <param name="cancellationToken">Ends the checks; what was made is removed all the same.</param>
    public S3Result<ProbeReport> Run(CancellationToken cancellationToken)
    {
        // What is known of the store must not change what is asked of it.
        using S3Client plain = new(client.Options with { Deviations = StoreDeviations.None });
        long begun = client.Options.Clock.GetTimestamp();
        // 1 The bucket, its region, and whether it keeps versions.
        if (plain.HeadBucket(_bucket, cancellationToken).Error is { Kind: FailureKind.NotFound or FailureKind.NoSuchBucket or FailureKind.Network or FailureKind.Canceled or FailureKind.ClockSkew } missing)
            return missing;
        VersioningStatus? versioning = plain.GetBucketVersioning(_bucket, cancellationToken).TryGet(out VersioningStatus told, out _) ? told : null;
        // 2 What killed ones left.
        RemoveLeft(plain, versioning, cancellationToken);
        using ScratchPrefix prefix = ScratchPrefix.Create(scratch, options.StateDirectory);
        using ProbedStore store = new(plain, _bucket, prefix.Key, versioning is null ? null : versioning == VersioningStatus.Enabled, options, cancellationToken);
        if (plain.PutObject(new PutObjectRequest(_bucket, store.Key("begun"), RequestBody.Empty), cancellationToken).Error is { } refused)
        {
            prefix.Forget();
            return refused;
        }
        // 3 The checks.
        List<ProbeFinding> findings = [];
        IReadOnlyList<string> left;
        try
        {
            string? ended = null;
            foreach (ProbeCheck check in Checks)
            {
                ProbeFinding finding = Try(store, check, ref ended);
                findings.Add(finding);
                options.OnFinding?.Invoke(finding, Checks.Count);
            }
        }
        finally
        {
            // 4 Whoever stopped it waits for this, and not for long.
            using CancellationTokenSource limit = new(SweepTime, client.Options.Clock);
            left = new ScratchSweep(plain, _bucket, versioning).Remove(prefix.Key, store.Written.Append(store.Key("begun")), store.Uploads, limit.Token);
            if (left.Count == 0)
                prefix.Forget();
        }
        return new ProbeReport(findings, store.Requests, store.BytesSent, client.Options.Clock.GetElapsedTime(begun), left) { IsInterrupted = cancellationToken.IsCancellationRequested };
    }

    static ProbeFinding Try(ProbedStore store, ProbeCheck check, ref string? ended)
    {
        if (ended is not null)
            return new ProbeFinding(check, ProbeVerdict.Unknown, ended);
        try
        {
            long broken = store.BrokenAnswers;
            Observation seen = check.Look(store);
            if (seen.Verdict != ProbeVerdict.Deviates || store.BrokenAnswers == broken)
                return new ProbeFinding(check, seen.Verdict, seen.Seen);
            // A store may break once, which says nothing of what it does.
            store.BeginAgain();
            Observation again = check.Look(store);
            return again.Verdict == ProbeVerdict.Deviates ? new ProbeFinding(check, again.Verdict, again.Seen) : new ProbeFinding(check, ProbeVerdict.Unknown, $"{seen.Seen}, and at another time not");
        }
        catch (CannotTellException unknown)
        {
            if (unknown.EndsAll)
                ended = unknown.Message;
            return new ProbeFinding(check, ProbeVerdict.Unknown, unknown.Message);
        }
        catch (S3Exception failed)
        {
            return new ProbeFinding(check, ProbeVerdict.Unknown, failed.Error.Message.TrimEnd('.'));
        }
    }

    void RemoveLeft(S3Client plain, VersioningStatus? versioning, CancellationToken cancellationToken)
    {
        ObjectKey below = ScratchPrefix.Below(scratch);
        ListObjectsRequest request = new(_bucket) { Prefix = below, Delimiter = new ObjectKey("/") };
        if (!plain.ListObjects(request, cancellationToken).TryGet(out ListObjectsPage? page, out _))
            return;
        // Where versions are kept, or only an upload was left, there may be no object: those are found by their own listings.
        IEnumerable<ObjectKey> candidates = page.CommonPrefixes;
        if (plain.ListObjectVersions(request, cancellationToken).TryGet(out ListObjectsPage? versions, out _))
            candidates = candidates.Concat(versions.CommonPrefixes);
        if (plain.ListMultipartUploads(new ListMultipartUploadsRequest(_bucket) { Prefix = below }, cancellationToken).TryGet(out ListMultipartUploadsPage? uploads, out _))
            candidates = candidates.Concat(uploads.Uploads.Where(upload => upload.Key.StartsWith(below)).Select(upload => PrefixOf(upload.Key, below)));
        foreach (ObjectKey prefix in candidates.Where(prefix => ScratchPrefix.IsOne(prefix, below)).Distinct())
        {
            if (cancellationToken.IsCancellationRequested || (ScratchPrefix.Lives(prefix, below, options.StateDirectory) ?? !IsOld(plain, prefix, cancellationToken)))
                continue;
            string what = $"what an earlier probe left below s3://{DisplayText.Of(_bucket)}/{prefix}";
            IReadOnlyList<string> left = new ScratchSweep(plain, _bucket, versioning).Remove(prefix, [], [], cancellationToken);
            if (left.Count == 0)
                ScratchPrefix.Forget(prefix, below, options.StateDirectory);
            options.OnNote?.Invoke(left.Count == 0 ? $"Removed {what}." : $"Could not remove {what}: {left[0]}");
        }
    }

    // By the store's clock alone; what does not tell its time is not old.
    bool IsOld(S3Client plain, ObjectKey prefix, CancellationToken cancellationToken)
    {
        if (!plain.ListObjectVersions(new ListObjectsRequest(_bucket) { Prefix = prefix }, cancellationToken).TryGet(out ListObjectsPage? page, out _)
            && !plain.ListObjects(new ListObjectsRequest(_bucket) { Prefix = prefix }, cancellationToken).TryGet(out page, out _))
            return false;
        DateTimeOffset now = client.Options.Clock.GetUtcNow() + plain.ClockAhead;
        return page.Objects.Count > 0 && page.Objects.All(one => one.LastModified is { } written && now - written > LeftAfter);
    }

    static ObjectKey PrefixOf(ObjectKey key, ObjectKey below)
    {
        int slash = key.Bytes[below.Length..].IndexOf((byte)'/');
        return slash < 0 ? key : new ObjectKey(key.Bytes[..(below.Length + slash + 1)].ToArray());
    }
}
