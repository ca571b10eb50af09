using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Attributes;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Transfer.Removing;
using Sluice.Trees;

namespace Sluice.Transfer.Copies;

/// <summary>An object copied inside its store by one CopyObject, with all it has besides its bytes.</summary>
internal sealed class ServerSideCopy(TransferContext run, ObjectSource source, ObjectTarget target) : SingleTransfer(run)
{
    CopyResponse? _answer;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => target.Location;

    /// <inheritdoc/>
    protected override ObjectTarget? Written => _answer is { WasSeen: true } ? null : target;

    /// <inheritdoc/>
    protected override ItemFailure? RemoveSource() => ObjectRemoval.Remove(Run, this, source);

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        // The store replaces all headers or none: what was not given is read from the source first. So is, of an object that
        // is copied onto itself, what no copy takes along: it would be lost for good.
        bool replaces = SourceAttributes.Replaces(target.Attributes), asks = Run.Request.Carried.HasFlag(CarriedAttributes.Lock) || IsInPlace || Run.Request.TagsRequired;
        ObjectInfo? info = source.Info;
        if ((replaces || asks) && SourceAttributes.Head(this, source, Run, worker, out info, wantsProof: false) is { } unread)
        {
            EndFailed(unread);
            return;
        }
        replaces |= !Run.Request.Carried.HasFlag(CarriedAttributes.Headers);
        if (SourceAttributes.Copy(this, source, target, Run, worker, info, storeCopies: !replaces, out CopyAttributes attributes) is { } untagged)
        {
            EndFailed(untagged);
            return;
        }
        // What is written in between must not be lost where an object is changed.
        WriteCondition? condition = IsInPlace || target.Condition is { IsStrict: true } ? target.Condition : null;
        CopyObjectRequest copy = RequestOf(attributes, replaces, condition);
        while (true)
        {
            if (Send(worker, copy, target.Client.CopyObject, WriteCondition.Again).TryGet(out PutResult? result, out S3Error? error))
            {
                RequestId = result.RequestId;
                ETag = result.ETag;
                attributes.Made(result, info);
                _answer = new CopyResponse(Run, this, source, target);
                if ((_answer.Judge(result, info, IsInPlace, worker, out Verification verified) ?? Unchanged(target, worker)) is { } wrong)
                {
                    EndFailed(wrong);
                    return;
                }
                if (replaces)
                    attributes.CheckTags(worker);
                Run.CountMoved(source.KnownSize);
                EndDone(source.KnownSize, verified == Verification.Unverified ? null : result.Stored, verified);
                return;
            }
            if (condition?.IsToBlame(this, worker, target, error) == true)
            {
                copy = RequestOf(attributes, replaces, condition = null);
                continue;
            }
            if (condition is { IsStrict: true } && (error.IsOfTarget || IsWithoutTarget(condition, error, worker)) && condition.FailureOf(error) is { } unmet)
            {
                EndFailed(unmet);
                return;
            }
            if (attributes.TryLess(error) && !(IsInPlace && attributes.TagsRefused is { IsDenied: true }))
            {
                copy = RequestOf(attributes, replaces, condition);
                continue;
            }
            if (StreamedCopy.IsWanted(error) && StreamedCopy.TryInstead(Run, this, source, target, ofParts: false))
                EndPending();
            else
                EndFailed(ItemFailure.From(error));
            return;
        }
    }

    // "Not found" may be said of either side (S3 API reference, CopyObject, "If-Match").
    bool IsWithoutTarget(WriteCondition condition, S3Error error, Worker worker) => condition.ETag is not null && error.Kind == FailureKind.NotFound
        && Head(target.Client, new HeadObjectRequest(target.Bucket, target.Key) { ChecksumMode = false, CustomerKey = target.Attributes.Sse?.CustomerKey }, worker).Error is { Kind: FailureKind.NotFound };

    bool IsInPlace => source.VersionId is null && source.Client == target.Client && source.Bucket == target.Bucket && source.Key == target.Key;

    CopyObjectRequest RequestOf(CopyAttributes attributes, bool replaces, WriteCondition? condition) => new(source.Bucket, source.Key, target.Bucket, target.Key)
    {
        SourceVersionId = source.VersionId,
        SourceIfMatch = source.ETag,
        IfMatch = condition?.ETag,
        IfAbsent = condition is { ETag: null },
        SourceSize = source.Size >= 0 ? source.Size : null,
        SourceTime = source.LastModified,
        Replace = replaces ? attributes.Now : null,
        ReplaceTags = TagsOf(attributes),
        Target = Run.Request.SourceCustomerKey is { } key
            ? attributes.Now with { Sse = (attributes.Now.Sse ?? new SseOptions()) with { CopySourceCustomerKey = key } }
            : attributes.Now,
    };

    // Null leaves them to the store, which copies them unless it may not read them (S3 API reference, CopyObject, "x-amz-tagging-directive").
    IReadOnlyList<KeyValuePair<string, string>>? TagsOf(CopyAttributes attributes) =>
        attributes.TagsRefused is { } refusal ? refusal.IsDenied ? [] : null
        : attributes.Now.Tags.Count > 0 || !Run.Request.Carried.HasFlag(CarriedAttributes.Tags) ? attributes.Now.Tags : null;
}
