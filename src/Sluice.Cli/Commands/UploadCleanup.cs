using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
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
        // One whose age the store does not tell is taken for new.
        LeftoverRecord record = new((at with { Key = upload.Key }).ToString(), upload.UploadId, upload.Initiated, upload.Initiated is { } begun ? SecondsSince(begun) : 0, null, null, "", null, null);
        leftovers.Take(record, journals => journals.FirstOrDefault(journal => journal.OwnsUpload(upload.UploadId)) ?? journals.FirstOrDefault(journal => journal.IsBeginning(client, at.Bucket, upload.Key)),
            found => Measure(upload, found), () => Abort(upload));
    }

    // An upload of days may be filled still, by a command that keeps no journal or by another program: its newest part tells, which may stand on any page.
    (LeftoverRecord? Found, string? Problem) Measure(MultipartUploadEntry upload, LeftoverRecord record)
    {
        ListPartsRequest request = new(at.Bucket, upload.Key, upload.UploadId);
        (int parts, long bytes, DateTimeOffset? newest) = (0, 0, upload.Initiated);
        while (true)
        {
            if (!client.ListParts(request, session.Stop).TryGet(out ListPartsPage? page, out S3Error? error))
                return error.Kind == FailureKind.NotFound ? (null, null)
                    : (record, $"Left, for nobody knows whether parts are still added to it (--older-than 0s removes it all the same). {error.Message}");
            foreach (UploadedPart part in page.Parts)
            {
                parts++;
                bytes += Math.Max(0, part.Length);
                if (part.LastModified is { } taken && (newest is null || taken > newest))
                    newest = taken;
            }
            if (!page.IsTruncated)
                return (record with { Parts = parts, Bytes = bytes, AgeSeconds = newest is { } latest ? SecondsSince(latest) : record.AgeSeconds }, null);
            request = request with { PartNumberMarker = page.NextPartNumberMarker };
        }
    }

    double SecondsSince(DateTimeOffset time) => Math.Round((session.Clock.GetUtcNow() - time).TotalSeconds);

    // What the store only said to have given up keeps its parts, and costs.
    string? Abort(MultipartUploadEntry upload) =>
        client.AbortMultipartUploadFully(new AbortMultipartUploadRequest(at.Bucket, upload.Key, upload.UploadId), session.Stop)?.Message;
}
