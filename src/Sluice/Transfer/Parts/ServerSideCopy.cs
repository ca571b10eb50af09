using Sluice.Locations;
using Sluice.S3;
using Sluice.Transfer.Scheduling;

namespace Sluice.Transfer.Parts;

/// <summary>An object copied inside its store by one CopyObject, with all it has besides its bytes.</summary>
internal sealed class ServerSideCopy(RunContext run, ObjectSource source, ObjectTarget target) : SingleTransfer(run)
{
    bool _agrees;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => target.Location;

    /// <inheritdoc/>
    protected override ObjectTarget? Written => _agrees ? null : target;

    /// <inheritdoc/>
    protected override ItemFailure? RemoveSource() => ObjectRemoval.Remove(Run, this, source);

    /// <inheritdoc/>
    protected override void Move(PartWorker worker)
    {
        ObjectAttributes? replace = null;
        if (SourceAttributes.Replaces(target.Attributes))
        {
            // The store replaces all attributes or none: what was not given is read from the source first.
            if (SourceAttributes.Read(this, source, Run, worker, out _, out ObjectAttributes attributes) is { } unread)
            {
                EndFailed(unread);
                return;
            }
            replace = SourceAttributes.Merge(target.Attributes, attributes);
        }
        CopyObjectRequest copy = new(source.Bucket, source.Key, target.Bucket, target.Key)
        {
            SourceIfMatch = source.ETag,
            SourceSize = source.Size,
            SourceTime = source.LastModified,
            Replace = replace,
            Target = Run.SourceCustomerKey is { } key
                ? target.Attributes with { Sse = (target.Attributes.Sse ?? new SseOptions()) with { CopySourceCustomerKey = key } }
                : target.Attributes,
        };
        int interrupts = 0;
        while (true)
        {
            if (target.Client.CopyObject(copy, worker.BeginRequest(0)).TryGet(out PutResult? result, out S3Error? error))
            {
                CountAttempts();
                RequestId = result.RequestId;
                _agrees = EntityTag.AreSame(result.ETag, source.ETag);
                Run.CountMoved(source.Size);
                EndDone(source.Size, result.Stored, Verification.ServerSide);
                return;
            }
            if (WasInterrupted(error, ref interrupts))
                continue;
            EndFailed(ItemFailure.Of(error));
            return;
        }
    }
}
