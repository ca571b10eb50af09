using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Operations;

namespace Sluice.Trees.Listing;

/// <summary>The multipart uploads under way below a prefix, one by one. What is not understood of a page, or refused, or goes round in a circle, ends the listing with an error value.</summary>
/// <param name="client">The store.</param>
/// <param name="request">Which uploads; their listing begins where it says.</param>
/// <param name="cancellationToken">Ends the listing, with <see cref="FailureKind.Canceled"/>.</param>
public sealed class UploadLister(S3Client client, ListMultipartUploadsRequest request, CancellationToken cancellationToken)
{
    readonly PageProgress _progress = new("ListMultipartUploads");
    IReadOnlyList<MultipartUploadEntry> _page = [];
    int _next;
    bool _isLast;

    /// <summary>Why the listing ended early; null when it was complete. Known after <see cref="TryNext"/> returned false.</summary>
    public S3Error? Error { get; private set; }

    /// <summary>The next upload; false at the end. Those of other prefixes, which some stores list too, are left out.</summary>
    public bool TryNext(out MultipartUploadEntry upload)
    {
        while (true)
        {
            while (_next < _page.Count)
            {
                upload = _page[_next++];
                if (upload.Key.StartsWith(request.Prefix))
                    return true;
            }
            upload = null!;
            if (_isLast || !NextPage())
                return false;
        }
    }

    bool NextPage()
    {
        if (!client.ListMultipartUploads(request, cancellationToken).TryGet(out ListMultipartUploadsPage? page, out S3Error? error)
            || (error = _progress.See(page.IsTruncated ? Place(page.NextKeyMarker, page.NextUploadIdMarker) : null, page.Uploads.Count == 0 ? "" : Place(page.Uploads[0].Key, page.Uploads[0].UploadId))) is not null)
        {
            Error = error;
            return false;
        }
        (_page, _next, _isLast) = (page.Uploads, 0, !page.IsTruncated);
        request = request with { KeyMarker = page.NextKeyMarker, UploadIdMarker = page.NextUploadIdMarker };
        return true;
    }

    static string Place(ObjectKey key, string? uploadId) => Encoding.Latin1.GetString(key.Bytes) + '\n' + uploadId;
}
