using Sluice.Failures;
using Sluice.S3.Checksums;
using Sluice.S3.Operations;
using Sluice.S3.Wire;

namespace Sluice.S3;

public sealed partial class S3Client
{
    /// <summary>
    /// CopyObject. Some stores compare the condition on the source with another ETag than they list, for objects of parts, or
    /// refuse it: then the source is looked at before and after a copy without it. When an answer was lost, the copy is looked for.
    /// </summary>
    public S3Result<PutResult> CopyObject(CopyObjectRequest request, CancellationToken cancellationToken)
    {
        DateTimeOffset begun = Options.Clock.GetUtcNow();
        bool looks = CopiesUnconditionally(request.SourceIfMatch), lost = request.MayHaveArrived, isConditional = request.IfAbsent || request.IfMatch is not null;
        ObjectInfo? source = null;
        for (int attempt = 1; ; attempt++)
        {
            // 1 Where the condition is of no use, the source must be the one that was meant.
            if (looks && source is null && !Source(request, cancellationToken).TryGet(out source, out S3Error? other))
                return other;
            WireRequest wire = WriteOperations.Compose(looks ? request with { SourceIfMatch = null } : request);
            S3Result<PutResult> result = Execute(wire, WriteOperations.ReadCopy, cancellationToken);
            lost |= wire.IsAnswerLost;
            // 2 A condition that failed, or was refused, while the source is what it was.
            if (!looks && request.SourceIfMatch is not null && !(isConditional && result.Error is { IsOfTarget: true }) && result.Error is { Kind: FailureKind.Changed or FailureKind.NotSupported or FailureKind.BadRequest })
            {
                looks = true;
                continue;
            }
            // 3 Nobody knows whether it was done: the copy itself tells.
            if (result.Error is { Kind: not FailureKind.Canceled } error && lost)
            {
                if (source is null && !Source(request, cancellationToken).TryGet(out source, out _))
                    return error;
                WrittenObject found = Find(ExpectedOf(request, source, begun), error, cancellationToken);
                if (found.Fate == WriteFate.Done)
                    result = found.ToResult(sent: null);
                else if (IsWorthRepeating(error, found.Fate, attempt, cancellationToken))
                    continue;
                else
                    return found.Explain(isConditional && error.Status == 412 ? error with { IsOfTarget = true } : error);
            }
            if (result.Error is null && looks)
            {
                if (!IsSelf(request) && StillIs(source!, request, cancellationToken) is { } changed)
                    return changed;
                LearnCopyCondition(request.SourceIfMatch);
            }
            // Without a condition on the source it is the other one that failed.
            return isConditional && result.Error is { Status: 412 } failed ? failed with { IsOfTarget = true } : result;
        }
    }

    /// <summary>True when a copy of an object with this ETag is to be made without a condition on it, and its source to be looked at before and after.</summary>
    internal bool CopiesUnconditionally(string? etag) => etag is not null && (_traits.IgnoresCopyConditions || _traits.CopiesByOtherETags && IsOfParts(etag));

    /// <summary>Whether the store is known to make no copies itself, of whole objects or of parts.</summary>
    internal bool IsWithoutCopies(bool ofParts) => ofParts ? _traits.WithoutPartCopies : _traits.WithoutCopies;

    /// <summary>Notes that it makes none.</summary>
    internal void LearnWithoutCopies(bool ofParts)
    {
        if (ofParts)
            _traits.WithoutPartCopies = true;
        else
            _traits.WithoutCopies = true;
    }

    /// <summary>Notes that the condition of a copy failed though its source was what it was listed as.</summary>
    internal void LearnCopyCondition(string? etag)
    {
        // One that fails for objects of one piece too is of this object, as far as one knows.
        if (etag is not null && IsOfParts(etag))
            _traits.CopiesByOtherETags = true;
    }

    /// <summary>Asks for a copy's source; <see cref="FailureKind.Changed"/> when it is not the one that was listed.</summary>
    internal S3Result<ObjectInfo> Source(CopyObjectRequest copy, CancellationToken cancellationToken)
    {
        if (!HeadObject(new HeadObjectRequest(copy.SourceBucket, copy.SourceKey) { VersionId = copy.SourceVersionId, CustomerKey = copy.Target.Sse?.CopySourceCustomerKey }, cancellationToken).TryGet(out ObjectInfo? info, out S3Error? error))
            return error;
        bool isIt = (copy.SourceIfMatch is not { } etag || EntityTag.AreSame(etag, info.ETag))
            && (copy.SourceSize is not { } size || size == info.TotalLength)
            // Listings tell parts of a second, headers do not.
            && (copy.SourceTime is not { } time || info.LastModified is not { } written || (time - written).Duration() < TimeSpan.FromSeconds(1));
        return isIt ? info : Other();
    }

    /// <summary>Null when a copy's source is the one that was looked at before; else why not.</summary>
    internal S3Error? StillIs(ObjectInfo before, CopyObjectRequest copy, CancellationToken cancellationToken) =>
        !Source(copy, cancellationToken).TryGet(out ObjectInfo? now, out S3Error? error) ? error
        : EntityTag.AreSame(before.ETag, now.ETag) && before.TotalLength == now.TotalLength && before.LastModified == now.LastModified && before.VersionId == now.VersionId ? null
        : Other();

    static WrittenObject.Expected ExpectedOf(CopyObjectRequest copy, ObjectInfo source, DateTimeOffset begun) => new(copy.Bucket, copy.Key)
    {
        Size = source.TotalLength,
        Checksum = source.Checksum is { IsComposite: false } whole ? whole : null,
        ETag = source.ETag is { } etag && ChecksumHeaders.TryParseETag(etag, out ObjectChecksum md5) && !md5.IsComposite ? md5 : null,
        IsOntoItself = IsSelf(copy),
        Begun = begun,
        Attributes = copy.Replace ?? source.Attributes,
        CustomerKey = copy.Target.Sse?.CustomerKey,
        IsNew = copy.IfAbsent,
    };

    static bool IsSelf(CopyObjectRequest copy) => copy.SourceVersionId is null && copy.SourceBucket == copy.Bucket && copy.SourceKey == copy.Key;

    static bool IsOfParts(string etag) => !ChecksumHeaders.TryParseETag(etag, out ObjectChecksum md5) || md5.IsComposite;

    static S3Error Other() => new(FailureKind.Changed, RetryClass.Never, "the object is not the one that was expected: it was replaced since it was listed") { Status = 412 };
}
