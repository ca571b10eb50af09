using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Sinks;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Journal;

/// <summary>Removes what the runs of a journal left: uploads that nobody will complete, unfinished files, and the small temporary files of runs that were killed.</summary>
internal sealed class JournalSweep(S3ClientFactory clients, JournalState state, string path, Action<string> say, CancellationToken cancellationToken)
{
    // SigV4 refuses requests of clocks that differ by more, so the store's clock is no further off than this.
    static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(15);

    bool _clean = true;

    /// <summary>Removes it all; false when something could not be removed, which was said.</summary>
    public bool Run()
    {
        foreach (UnfinishedItem item in state.Unfinished.Values.ToList())
        {
            if (item.To.InStore is { } to)
                Sweep(item, to);
            else if (item.To.OnHost is not null)
                SweepHost(item);
            else
                TemporaryFiles.Delete(item.Temporary);
        }
        if (state.Killed.Count > 0)
            JournalFile.Read(path, SweepDirectory);
        return _clean;
    }

    void SweepHost(UnfinishedItem item)
    {
        using DownloadSink sink = item.To.OpenPlace(new TreeContext(clients), asContainer: false).Create([]);
        if (sink.RemoveUnfinished(item.Temporary) is not { } left)
            return;
        _clean = false;
        say($"{item.To}: what an earlier run left of it could not be removed: {left.Message}");
    }

    void Sweep(UnfinishedItem item, S3Location to)
    {
        S3Client client;
        try
        {
            client = clients.For(to.Profile);
        }
        catch (S3Exception unknown)
        {
            Fail(to, item.UploadId, unknown.Error.Message);
            return;
        }
        if (ItemIdentity.EndpointOf(client) != item.Endpoint)
            Fail(to, item.UploadId, $"it was begun at {DisplayText.Of(item.Endpoint)}.");
        else if (item.UploadId is { } id)
            Abort(client, to, id);
        else
            SweepOrphans(client, item, to);
    }

    // The process was killed after the store had begun the upload and before the journal had its id. Such an upload
    // has no parts, and was begun when the journal says; one that has parts, or is older or younger, is somebody else's.
    void SweepOrphans(S3Client client, UnfinishedItem item, S3Location to)
    {
        UploadLister uploads = new(client, new ListMultipartUploadsRequest(to.Bucket) { Prefix = to.Key }, cancellationToken);
        while (uploads.TryNext(out MultipartUploadEntry upload))
            if (upload.Key == to.Key && upload.Initiated is { } initiated && (initiated - item.Begun).Duration() < ClockDifference && !IsOfAnother(item, to, upload.UploadId)
                && client.ListParts(new ListPartsRequest(to.Bucket, to.Key, upload.UploadId), cancellationToken) is { Error: null, Value.Parts.Count: 0 })
                Abort(client, to, upload.UploadId);
        if (uploads.Error is { Kind: not (FailureKind.NotSupported or FailureKind.NoSuchBucket or FailureKind.NotFound) } error)
            Fail(to, null, error.Message);
    }

    // Another command of this user may write the same object.
    bool IsOfAnother(UnfinishedItem item, S3Location to, string id) => FoundJournal.All(Path.GetDirectoryName(path)!)
        .Any(other => other.Path != path && (other.IsBeginning(item.Endpoint, to.Bucket, to.Key) || other.State.Unfinished.Values.Any(theirs => theirs.UploadId == id)));

    void Abort(S3Client client, S3Location to, string id)
    {
        if (client.AbortMultipartUploadFully(new AbortMultipartUploadRequest(to.Bucket, to.Key, id), cancellationToken) is { Kind: not FailureKind.NoSuchBucket } error)
            Fail(to, id, error.Message);
    }

    void SweepDirectory(ReadOnlySpan<byte> record)
    {
        RecordReader reader = new(record);
        if ((RecordKind)reader.Byte() == RecordKind.Directory)
            TemporaryFiles.DeleteOf(state.Killed, reader.Text());
    }

    void Fail(S3Location to, string? id, string why)
    {
        _clean = false;
        say($"{to}: the multipart upload{(id is null ? "" : " " + DisplayText.Of(id))} that an earlier run began could not be aborted: {why}");
    }
}
