using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Jobs.Leftovers;

/// <summary>The multipart uploads of a store, as a cleanup sees them. Methods throw <see cref="FailureException"/> when the store fails.</summary>
internal abstract class UploadPlace
{
    /// <summary>Those under way below a prefix; their age by the store's clock, null where it does not tell.</summary>
    public abstract IEnumerable<(ObjectKey Key, string Id, TimeSpan? Age)> List(string bucket, ObjectKey prefix, CancellationToken cancellationToken);

    /// <summary>Parts and bytes of one, null where they are more than a page; false when it is there no more.</summary>
    public abstract bool TryMeasure(string bucket, ObjectKey key, string id, CancellationToken cancellationToken, out (int Parts, long Bytes)? parts);

    /// <summary>Gives one up. Why that failed, or null.</summary>
    public abstract Failure? Abort(string bucket, ObjectKey key, string id, CancellationToken cancellationToken);
}
