using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Journal;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Benchmarking.TestObjects;

/// <summary>Removes everything below the prefixes of runs: its own at the end, and those that killed ones left.</summary>
internal sealed class TestPrefixSweep(TransferOptions options, S3ClientFactory clients, Action<string>? say)
{
    // What piles up in a directory that nobody looks into must not stop a benchmark from beginning.
    const int MostRecords = 1000;

    /// <summary>Removes what runs that do not live any more have left at the stores that can be reached now; the rest stays, and is said.</summary>
    public void RemoveLeft(string? stateDirectory, CancellationToken cancellationToken)
    {
        if (stateDirectory is null || !Directory.Exists(stateDirectory))
            return;
        foreach (string path in Directory.EnumerateFiles(stateDirectory, "*" + TestPrefix.Extension).Take(MostRecords))
        {
            if (cancellationToken.IsCancellationRequested)
                return;
            using TestPrefix? left = TestPrefix.TryTakeOver(path);
            if (left is null)
            {
                if (File.Exists(path) && !JournalLock.IsTakenFor(path))
                    say?.Invoke($"{DisplayText.Of(path)} cannot be read or is no record of test objects: what it may have named stays. Remove it when nothing is missing.");
                continue;
            }
            string what = $"test objects that a benchmark of {TimeZoneInfo.ConvertTime(left.Record.Begun, options.Clock.LocalTimeZone):yyyy-MM-dd HH:mm} left below {left.Location}";
            if (Remove(left, cancellationToken) is { } problem)
                say?.Invoke($"Could not remove {what}: {problem}");
            else
                say?.Invoke($"Removed {what}.");
        }
    }

    /// <summary>Removes everything below a prefix, unfinished uploads and downloaded files too; why something is left, or null.</summary>
    public string? Remove(TestPrefix prefix, CancellationToken cancellationToken)
    {
        string? problem = RemoveFiles(prefix.Record.Directory) ?? RemoveObjects(prefix, cancellationToken);
        if (problem is null)
            prefix.Forget();
        return problem;
    }

    string? RemoveObjects(TestPrefix prefix, CancellationToken cancellationToken)
    {
        S3Client client;
        try
        {
            client = clients.For(prefix.Record.Profile);
        }
        catch (S3Exception unknown)
        {
            return unknown.Error.Message;
        }
        if (ItemIdentity.EndpointOf(client) != prefix.Record.Endpoint)
            return prefix.Record.Endpoint.Length == 0 ? "they are at AWS, and this is another store." : $"they are at {DisplayText.Of(prefix.Record.Endpoint)}, and this is another store.";
        Failure? error = AbortUploads(client, prefix.Location, cancellationToken);
        ItemOutcome? failed = null;
        RemoveRequest remove = new()
        {
            Targets = [prefix.Location],
            Recursive = true,
            // Nothing below the prefix, or nothing any more.
            OnOutcome = outcome => failed ??= outcome.Kind is OutcomeKind.Done or OutcomeKind.Missing ? null : outcome,
        };
        TransferReport report = new TransferEngine(new TransferOptions { Clock = options.Clock, Memory = options.Memory }, clients).RemoveAsync(remove, cancellationToken).GetAwaiter().GetResult();
        error = report.ListingError ?? error;
        return error is { Kind: FailureKind.NoSuchBucket } ? null
            : error is not null ? error.Message
            : failed is not null ? failed.Message
            : report.Interrupted ? "it was interrupted."
            : null;
    }

    static S3Error? AbortUploads(S3Client client, S3Location prefix, CancellationToken cancellationToken)
    {
        UploadLister uploads = new(client, new ListMultipartUploadsRequest(prefix.Bucket) { Prefix = prefix.Key }, cancellationToken);
        while (uploads.TryNext(out MultipartUploadEntry upload))
            if (client.AbortMultipartUploadFully(new AbortMultipartUploadRequest(prefix.Bucket, upload.Key, upload.UploadId), cancellationToken) is { } refused)
                return refused;
        return uploads.Error is { Kind: not (FailureKind.NotSupported or FailureKind.Denied) } error ? error : null;
    }

    static string? RemoveFiles(string? directory)
    {
        // A link of that name is none of ours, and what it leads to even less.
        if (directory is null || !new DirectoryInfo(directory).Exists || new DirectoryInfo(directory).LinkTarget is not null)
            return null;
        try
        {
            Directory.Delete(directory, recursive: true);
            return null;
        }
        catch (Exception refused) when (LocalFailure.IsLocal(refused))
        {
            return ItemFailure.From(refused, directory).Message;
        }
    }
}
