using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Journal;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>Finds the multipart uploads under way below a prefix and aborts those that are left over.</summary>
sealed class UploadCleanup(Session session, S3Client client, S3Location at, OrphanCleanup leftovers)
{
    /// <summary>Looks at all of them.</summary>
    public void Run()
    {
        UploadLister uploads = new(client, new ListMultipartUploadsRequest(at.Bucket) { Prefix = at.Key }, session.Stop);
        while (uploads.TryNext(out MultipartUploadEntry upload))
            Look(upload);
        if (uploads.Error is { } error)
            leftovers.Fail(session.Fail(error, at.ToString()));
    }

    void Look(MultipartUploadEntry upload)
    {
        FoundJournal? owner = leftovers.Journals.FirstOrDefault(journal => journal.OwnsUpload(upload.UploadId))
            ?? leftovers.Journals.FirstOrDefault(journal => journal.IsBeginning(client, at.Bucket, upload.Key));
        // One whose age the store does not tell is taken for new.
        TimeSpan age = upload.Initiated is { } begun ? session.Clock.GetUtcNow() - begun : TimeSpan.Zero;
        LeftoverRecord record = new((at with { Key = upload.Key }).ToString(), upload.UploadId, upload.Initiated, Math.Round(age.TotalSeconds), null, null, "", null, null);
        leftovers.Take(record, owner, found => Measure(upload, found), () => Abort(upload));
    }

    // The first page tells of 1,000 parts: enough to know what it is about.
    LeftoverRecord Measure(MultipartUploadEntry upload, LeftoverRecord record) =>
        client.ListParts(new ListPartsRequest(at.Bucket, upload.Key, upload.UploadId), session.Stop).TryGet(out ListPartsPage? parts, out _) && !parts.IsTruncated
            ? record with { Parts = parts.Parts.Count, Bytes = parts.Parts.Sum(static part => part.Length) }
            : record;

    // What the store only said to have given up keeps its parts, and costs.
    string? Abort(MultipartUploadEntry upload) =>
        client.AbortMultipartUploadFully(new AbortMultipartUploadRequest(at.Bucket, upload.Key, upload.UploadId), session.Stop)?.Message;
}
