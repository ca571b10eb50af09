using Sluice.Engine;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Items;

namespace Sluice.Transfer.Removing;

/// <summary>Whether what a store said to have removed is there still. A look that is refused tells nothing: then the store's word stands.</summary>
internal static class RemovalLook
{
    /// <summary>Why an object that was removed, as its store says, is none that is done.</summary>
    public static ItemFailure StillThere { get; } = new(OutcomeKind.Failed, "StillThere",
        "The store said that it was removed, and lists it again, or has it still: it was not, was written anew meanwhile, or has another name than is listed.");

    /// <summary>True when the store has the object, or the version of it; of one without a version, when it is the one that is meant.</summary>
    /// <param name="client">The store.</param>
    /// <param name="bucket">Its bucket.</param>
    /// <param name="named">What was removed.</param>
    /// <param name="customerKey">With what it was encrypted; null for no such key.</param>
    /// <param name="isIt">Whether what is there is what was removed; null for anything that is there.</param>
    /// <param name="item">Whose requests these are; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static bool IsThere(S3Client client, string bucket, ObjectIdentifier named, SseCustomerKey? customerKey, Func<ObjectInfo, bool>? isIt, ItemTransfer? item, CancellationToken cancellationToken)
    {
        // Only a listing shows delete markers. The versions of a key come before those of longer ones.
        if (named.VersionId is { } id)
        {
            S3Result<ListObjectsPage> versions = client.ListObjectVersions(new ListObjectsRequest(bucket) { Prefix = named.Key }, cancellationToken);
            item?.CountAttempts(versions.Error?.Attempts ?? 1);
            return versions.TryGet(out ListObjectsPage? page, out _) && page.Objects.Any(found => found.Key == named.Key && found.Version?.Id == id);
        }
        S3Result<ObjectInfo> head = client.HeadObject(new HeadObjectRequest(bucket, named.Key) { ChecksumMode = false, CustomerKey = customerKey }, cancellationToken);
        item?.CountAttempts(head.Error?.Attempts ?? 1);
        return head.TryGet(out ObjectInfo? info, out _) && isIt?.Invoke(info) != false;
    }
}
