using Sluice.Failures;
using Sluice.Transfer.Items;

namespace Sluice.Transfer;

/// <summary>
/// What one program does of a copy that several make together as parts of one multipart upload: it begins the upload, copies a range of parts, or joins all of
/// them. A run that has one copies no object whole, unless it finds that the object can only come in one stream.
/// </summary>
public sealed class SplitStep
{
    Func<CancellationToken, Failure?>? _abort;

    SplitStep()
    {
    }

    /// <summary>To begin: bytes of a range at least, and as many of them at most as suffice for an object.</summary>
    internal long RangeSize { get; private init; }

    /// <summary>The upload that parts belong to; null while it is to be begun.</summary>
    internal SplitUpload? Upload { get; private init; }

    /// <summary>Which range of parts is copied, from 0; null for none.</summary>
    internal int? Range { get; private init; }

    /// <summary>True for one that copies a range of parts: how that ends is told of the object by what joins them, which has its row.</summary>
    public bool IsRange => Range is not null;

    /// <summary>To join: the parts of all ranges; null where some are missing, and the upload is to be given up.</summary>
    internal SplitParts? Parts { get; private init; }

    /// <summary>To join: why a range could not be copied, which is how the object ends; null where all were.</summary>
    internal ItemFailure? Refused { get; private init; }

    /// <summary>What was begun; null for nothing.</summary>
    internal SplitUpload? Begun { get; set; }

    /// <summary>The parts that were copied; null while not all of the range are.</summary>
    internal SplitParts? Copied { get; set; }

    /// <summary>Begins.</summary>
    internal static SplitStep ToBegin(long rangeSize) => new() { RangeSize = rangeSize };

    /// <summary>Copies a range.</summary>
    internal static SplitStep ToCopy(SplitUpload upload, int range) => new() { Upload = upload, Range = range };

    /// <summary>Joins; null parts give up.</summary>
    internal static SplitStep ToJoin(SplitUpload upload, SplitParts? parts, ItemFailure? refused = null) => new() { Upload = upload, Parts = parts, Refused = refused };

    /// <summary>The upload can be given up from now on.</summary>
    internal void Aborts(ObjectTarget target, string id) =>
        _abort = stop => target.Client.AbortMultipartUploadFully(new S3.AbortMultipartUploadRequest(target.Bucket, target.Key, id), stop);

    /// <summary>As <see cref="Aborts(ObjectTarget, string)"/>, of any store.</summary>
    internal void Aborts(Func<CancellationToken, Failure?> abort) => _abort = abort;

    /// <summary>Gives up the upload of this step. For whoever has found that nobody will go on with it: why that failed, or null.</summary>
    internal Failure? Abort(CancellationToken cancellationToken) => _abort?.Invoke(cancellationToken);
}
