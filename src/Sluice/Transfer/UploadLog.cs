using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Transfer;

/// <summary>
/// Is told of each multipart upload of a run before its first part is sent, so that what a program that died has begun is known to others. Called on the threads that
/// upload, by many at once.
/// </summary>
public abstract class UploadLog
{
    /// <summary>A store has begun an upload. A failure that is returned ends the item, and the upload with it.</summary>
    public abstract Failure? Begun(string bucket, ObjectKey key, string uploadId);

    /// <summary>An upload is there no more: completed, or aborted.</summary>
    public abstract void Ended(string uploadId);
}
