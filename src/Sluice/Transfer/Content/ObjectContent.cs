using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Copies;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Transfer.Planning;

namespace Sluice.Transfer.Content;

/// <summary>The bytes of an object: what its store keeps of them, and the bytes themselves, pinned to the ETag that was listed.</summary>
internal sealed class ObjectContent(ContentComparison comparison, ObjectSource source, ItemTransfer item, Worker worker) : ItemContent
{
    /// <summary>The object.</summary>
    public ObjectSource Source => source;

    /// <summary>What the ETags of its bucket have shown.</summary>
    public ETagRecord Tags { get; } = source.Client.ETagsOf(source.Bucket);

    /// <summary>Remembers what an ETag has shown: bytes that were read have this checksum.</summary>
    public void Judge(ContentClaim claim, ObjectChecksum computed)
    {
        if (claim.Evidence == ContentEvidence.Md5)
            Tags.Judge(claim.Value, computed, source.Size);
    }

    /// <inheritdoc/>
    public override ObjectChecksum? Known(ContentRecipe recipe) => null;

    /// <inheritdoc/>
    public override ItemFailure? Learn()
    {
        if (SourceAttributes.Head(item, source, item.Run, worker, out ObjectInfo? info) is { } failure)
            return failure;
        Info = info;
        List<ContentClaim> claims = [];
        if (info!.Checksum is { } stored && ClaimOf(stored, ContentEvidence.Checksum, isTrusted: true) is { } kept)
            claims.Add(kept);
        // An MD5 of parts costs a request and a slow hash: only where there is nothing better.
        if (ETagMd5.Of(info) is { } md5 && (md5.IsComposite ? claims.Count == 0 : claims.Count == 0 || Tags.MayAgree)
            && ClaimOf(md5, ContentEvidence.Md5, md5.IsComposite ? Tags.HasAgreedOnParts : Tags.HasAgreed) is { } tag)
            claims.Add(tag);
        Claims = claims;
        return null;
    }

    /// <inheritdoc/>
    public override bool Insists(ContentClaim claim) => claim.Certainty == ClaimCertainty.Full
        || claim.Certainty == ClaimCertainty.WhenPartsAreEqual && StoredPartSize.Holds(item, source, Info!, claim.Value.PartCount, worker, claim.Recipe.PartSize);

    /// <inheritdoc/>
    public override ItemFailure? Compute(ContentRecipe recipe, out ObjectChecksum value)
    {
        value = default;
        using BufferLease lease = item.Run.Memory.Reserve(item.Run.ChunkSize, item.Run.Token);
        using BodyFetch body = new(item, worker, source.Client, source.Get with
        {
            IfMatch = Info?.ETag ?? source.ETag,
            CustomerKey = item.Run.Request.SourceCustomerKey,
        });
        if (body.Open(source.Size, Info) is { } refused)
            return refused;
        comparison.BeginRead(item, IsLeft, body.Length);
        using ContentHasher hasher = new(recipe, item.Run, worker, lease.Memory, body.Length);
        for (int count; (count = body.Read(hasher.Next)) > 0;)
        {
            if (item.IsGivenUp)
                throw new OperationCanceledException();
            hasher.Append(count);
            comparison.CountRead(item, IsLeft, count);
        }
        value = hasher.Finish();
        return body.Failure;
    }

    // Null when the parts' borders are unknown: nothing can be computed along them.
    ContentClaim? ClaimOf(ObjectChecksum stored, ContentEvidence evidence, bool isTrusted)
    {
        if (!stored.IsComposite)
            return new ContentClaim(new ContentRecipe(stored.Algorithm), stored, evidence, isTrusted ? ClaimCertainty.Full : ClaimCertainty.None);
        if (StoredPartSize.Suppose(item, source, Info!, stored.PartCount, worker, long.MaxValue) is { } told)
            return new ContentClaim(new ContentRecipe(stored.Algorithm, told), stored, evidence, isTrusted ? ClaimCertainty.WhenPartsAreEqual : ClaimCertainty.None);
        // A store that does not tell: uploaders use whole MiB, and the number of parts leaves little choice.
        long likely = stored.PartCount == 1 ? source.Size : StoredParts.LikelySize(source.Size, stored.PartCount);
        return likely > 0 ? new ContentClaim(new ContentRecipe(stored.Algorithm, likely), stored, evidence, ClaimCertainty.None) : null;
    }
}
