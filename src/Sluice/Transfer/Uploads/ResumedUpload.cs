using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Items;
using Sluice.Transfer.Journal;

namespace Sluice.Transfer.Uploads;

/// <summary>
/// A multipart upload that an earlier run began. What the store lists is the truth: a part counts when the journal says
/// the same of it; one that the store has and the journal has not was acknowledged as the process was killed, and counts
/// only when its checksum is that of the source's bytes.
/// </summary>
internal sealed class ResumedUpload
{
    readonly Dictionary<int, UploadedPart> _kept = [];
    readonly Dictionary<int, UploadedPart> _unknown = [];

    ResumedUpload(string id) => Id = id;

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>The parts that need not be sent.</summary>
    public IReadOnlyDictionary<int, UploadedPart> Kept => _kept;

    /// <summary>The parts that need not be sent if they hold the right bytes.</summary>
    public IReadOnlyDictionary<int, UploadedPart> Unknown => _unknown;

    /// <summary>The object, when the upload was completed by a request whose answer nobody saw.</summary>
    public PutResult? Completed { get; private set; }

    /// <summary>Asks the store what it has of an upload.</summary>
    /// <param name="writer">The transfer that would go on with it.</param>
    /// <param name="target">Its object.</param>
    /// <param name="item">What the journal says of it.</param>
    /// <param name="worker">Who asks.</param>
    /// <param name="failure">Why the store could not be asked.</param>
    /// <returns>Null when the store knows it no more, or when it could not be asked.</returns>
    public static ResumedUpload? Find(MultipartWriter writer, ObjectTarget target, UnfinishedItem item, Worker worker, out ItemFailure? failure)
    {
        ResumedUpload upload = new(item.UploadId!);
        ListPartsRequest request = new(target.Bucket, target.Key, upload.Id);
        failure = null;
        while (true)
        {
            if (!writer.Item.Send(worker, request, target.Client.ListParts).TryGet(out ListPartsPage? page, out S3Error? error))
            {
                if (error.Kind == FailureKind.NotFound)
                    return upload.WasCompleted(target, item, worker) ? upload : null;
                // What the store has cannot be told: as if it had nothing.
                if (error.Kind is FailureKind.Protocol or FailureKind.NotSupported)
                    return null;
                failure = ItemFailure.From(error);
                return null;
            }
            foreach (UploadedPart part in page.Parts)
                upload.Sort(part, item);
            if (!page.IsTruncated)
                return upload;
            request = request with { PartNumberMarker = page.NextPartNumberMarker };
        }
    }

    void Sort(UploadedPart stored, UnfinishedItem item)
    {
        if (stored.PartNumber > item.PartCount || stored.ETag.Length == 0)
            return;
        if (!item.Parts.TryGetValue(stored.PartNumber, out JournalPart? known))
            _unknown.Add(stored.PartNumber, stored);
        else if (known.Length == stored.Length && EntityTag.AreSame(known.ETag, stored.ETag)
            && (known.Checksum is not { } ours || stored.Checksum is not { } theirs || ours.Algorithm != theirs.Algorithm || ours == theirs))
            _kept.Add(stored.PartNumber, known.Uploaded with { IsChecksumKept = stored.Checksum is { } named && named == known.Checksum });
    }

    // The client compares the object with the parts that were to be joined.
    bool WasCompleted(ObjectTarget target, UnfinishedItem item, Worker worker)
    {
        if (item.Parts.Count != item.PartCount)
            return false;
        CompleteMultipartUploadRequest complete = new(target.Bucket, target.Key, Id, [.. item.Parts.Values.OrderBy(static part => part.Number).Select(static part => part.Uploaded)])
        {
            Begun = item.Begun,
            Attributes = target.Attributes,
            CustomerKey = target.Attributes.Sse?.CustomerKey,
        };
        if (!target.Client.CompleteMultipartUpload(complete, worker.BeginRequest(0)).TryGet(out PutResult? result, out _))
            return false;
        Completed = result;
        foreach (JournalPart part in item.Parts.Values)
            _kept.Add(part.Number, part.Uploaded);
        return true;
    }
}
