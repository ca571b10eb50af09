using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Items;

/// <summary>Asks a store for an object that no listing described, or not fully.</summary>
internal static class ObjectLookup
{
    /// <summary>False, and why, when the store did not answer; true, and null, when there is no such object.</summary>
    /// <param name="item">Whose request it is.</param>
    /// <param name="worker">Who asks.</param>
    /// <param name="tree">Where it is.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="customerKey">The key of an SSE-C object.</param>
    /// <param name="found">The object.</param>
    /// <param name="failure">Why there is no answer.</param>
    /// <param name="versionId">The version that was listed; null for the latest.</param>
    public static bool TryAsk(ItemTransfer item, Worker worker, S3Tree tree, ReadOnlyMemory<byte> name, SseCustomerKey? customerKey, out TreeEntry? found, out ItemFailure? failure, string? versionId = null)
    {
        found = null;
        failure = null;
        ObjectKey key = tree.KeyOf(name.Span);
        HeadObjectRequest head = new(tree.Place.Bucket, key) { VersionId = versionId, ChecksumMode = false, CustomerKey = customerKey };
        if (item.Head(tree.Client, head, worker).TryGet(out ObjectInfo? info, out S3Error? error))
            found = S3Tree.EntryOf(name, key, info, versionId) with { Size = info.TotalLength, Info = null };
        else if (error.Kind != FailureKind.NotFound)
            failure = ItemFailure.From(error);
        return failure is null;
    }
}
