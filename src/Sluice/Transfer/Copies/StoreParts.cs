using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Items;
using Sluice.Transfer.Uploads;

namespace Sluice.Transfer.Copies;

/// <summary>Copies ranges of an object inside its store, as parts of a multipart upload. Safe for many threads.</summary>
/// <param name="item">The copy, whose requests these are.</param>
/// <param name="source">The object.</param>
/// <param name="target">Where it goes.</param>
/// <param name="info">What the store said of the source.</param>
internal sealed class StoreParts(ItemTransfer item, ObjectSource source, ObjectTarget target, ObjectInfo info)
{
    // The store compares the condition on the source with something else: the source is looked at before the parts are joined.
    volatile bool _looks = target.Client.CopiesUnconditionally(source.ETag);
    volatile bool _cannotCopy;

    /// <summary>The source is to be looked at before the parts are joined: nothing else shows that it was the same all the time.</summary>
    public bool Looks => _looks;

    /// <summary>The store has no copies of parts.</summary>
    public bool CannotCopy => _cannotCopy;

    /// <summary>Copies a part, counted from 1. Why that failed, or null.</summary>
    public ItemFailure? Copy(MultipartWriter writer, int number, ByteRange range, Worker worker)
    {
        UploadPartCopyRequest copy = new(source.Bucket, source.Key, target.Bucket, target.Key, writer.Id!, number, range)
        {
            SourceVersionId = source.VersionId,
            Sse = item.Run.Request.SourceCustomerKey is { } key ? (target.Attributes.Sse ?? new SseOptions()) with { CopySourceCustomerKey = key } : target.Attributes.Sse,
        };
        for (bool dropped = false; ;)
        {
            bool looks = _looks;
            if (item.Send(worker, looks ? copy : copy with { SourceIfMatch = source.ETag }, target.Client.UploadPartCopy).TryGet(out UploadedPart? copied, out S3Error? error))
            {
                if (dropped)
                    target.Client.LearnCopyCondition(source.ETag);
                writer.Add(copied with { PartNumber = number, Length = range.Length });
                item.CountMoved(range.Length);
                return null;
            }
            if (!looks && source.ETag is not null && error.Kind is FailureKind.Changed or FailureKind.NotSupported or FailureKind.BadRequest)
            {
                if (Changed(worker) is { } changed)
                    return changed;
                _looks = dropped = true;
                continue;
            }
            _cannotCopy |= StreamedCopy.IsWanted(error);
            return writer.Refused(error, number, range.Length);
        }
    }

    /// <summary>Why the source is another one by now; null when it is not. A condition may be compared with another ETag than the one that is listed: what is there now decides.</summary>
    public ItemFailure? Changed(Worker worker)
    {
        item.CountAttempts();
        return source.Client.StillIs(info, source.Copied(item.Run.Request.SourceCustomerKey), worker.BeginRequest(0)) is { } changed ? ItemFailure.From(changed) : null;
    }
}
