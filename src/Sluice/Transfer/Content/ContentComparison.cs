using Sluice.Engine;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Transfer.Planning;
using Sluice.Transfer.Preserving;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Content;

/// <summary>
/// Decides whether two items of the same name have the same bytes, as cheaply as it can be proved: sizes, then what the
/// stores say (ETags of the listing, then HEAD), then checksums of local files, then the bytes of objects. One for
/// each run; safe for many workers.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="left">The side of the left items.</param>
/// <param name="right">The side of the right items.</param>
/// <param name="cache">Checksums of local files from earlier runs; null computes all of them anew.</param>
internal sealed class ContentComparison(TransferContext run, Tree left, Tree right, ChecksumCache? cache)
{
    long _filesRead;
    long _bytesRead;

    /// <summary>Takes nobody's word: reads both sides whatever stores and cache say. Default false.</summary>
    public bool ReadsAll { get; init; }

    /// <summary>Compares sizes only. Default false.</summary>
    public bool SizeOnly { get; init; }

    /// <summary>A local file that is longer than its object is compared as far as the object goes. Default false.</summary>
    public bool MayGrow { get; init; }

    /// <summary>True for a local file that may have grown since it became this object.</summary>
    public bool HasGrown(in TreeEntry file, in TreeEntry stored) => MayGrow && file.Path is not null && stored.Object is not null && file.Size > stored.Size;

    /// <summary>Called with the bytes of every piece that is read, of files and of objects; for progress.</summary>
    public Action<long>? OnRead { get; init; }

    /// <summary>Local files opened to be read.</summary>
    public long FilesRead => Volatile.Read(ref _filesRead);

    /// <summary>Bytes read, of files and of objects.</summary>
    public long BytesRead => Volatile.Read(ref _bytesRead);

    internal ChecksumCache? Cache => ReadsAll ? null : cache;

    internal TimeProvider Clock => run.Options.Clock;

    /// <summary>Compares two items of the same name. Throws <see cref="OperationCanceledException"/> when the run ends.</summary>
    /// <param name="item">The transfer that the comparison is a part of; its requests are counted there.</param>
    /// <param name="onLeft">The left item; without a <see cref="TreeEntry.Problem"/>.</param>
    /// <param name="onRight">The right item; likewise.</param>
    /// <param name="worker">The worker that runs the step. Holds no lease.</param>
    /// <param name="mayReadObjects">Whether the bytes of objects may be fetched when nothing cheaper decides. Local files are always read.</param>
    public ContentVerdict Compare(ItemTransfer item, TreeEntry onLeft, TreeEntry onRight, Worker worker, bool mayReadObjects)
    {
        try
        {
            return Decide(item, onLeft, onRight, worker, mayReadObjects);
        }
        finally
        {
            run.Readings.End(item);
        }
    }

    ContentVerdict Decide(ItemTransfer item, TreeEntry onLeft, TreeEntry onRight, Worker worker, bool mayReadObjects)
    {
        // 1 Sizes ask nobody, unless a listing told none.
        if (onLeft.Size is null || onRight.Size is null)
        {
            if (AgreeByListing(item, onLeft, onRight, worker))
                return new ContentVerdict(ContentAnswer.Same, ContentEvidence.Md5);
            if ((Complete(left, ref onLeft, item, worker) ?? Complete(right, ref onRight, item, worker)) is { } unknown)
                return ContentVerdict.Unreadable(unknown);
        }
        if (HasGrown(onLeft, onRight))
            onLeft = onLeft with { Size = onRight.Size };
        else if (HasGrown(onRight, onLeft))
            onRight = onRight with { Size = onLeft.Size };
        if (onLeft.Size != onRight.Size)
            return new ContentVerdict(ContentAnswer.Different, ContentEvidence.Size);
        if (onLeft.Size == 0 || SizeOnly)
            return new ContentVerdict(ContentAnswer.Same, ContentEvidence.Size);
        ItemContent a = Of(isLeft: true, onLeft, item, worker), b = Of(isLeft: false, onRight, item, worker);
        if (ReadsAll)
        {
            BeginBoth(item, onLeft);
            return Compare(a, b, ContentRecipe.Default);
        }
        // 2 The listing's ETags: what agrees with an MD5 is the same, whatever else the ETag may be. Asks nobody.
        if (ByListing(a, b, onLeft, onRight) is { } listed)
            return listed;
        // 3 What the stores keep.
        if ((a.Learn() ?? b.Learn()) is { } unreadable)
            return ContentVerdict.Unreadable(unreadable);
        ContentVerdict verdict = CompareClaims(a, b);
        // 4 Checksums of files, by the recipe of what the other side has.
        if (verdict.Answer == ContentAnswer.Unknown && (a is not ObjectContent || b is not ObjectContent))
        {
            if (a is not ObjectContent && b is not ObjectContent && a.Known(ContentRecipe.Default) is null && b.Known(ContentRecipe.Default) is null)
                BeginBoth(item, onLeft);
            verdict = CompareFiles(a, b);
        }
        // 5 The bytes.
        if (verdict.Answer == ContentAnswer.Unknown && mayReadObjects)
        {
            if (Whole(a, certain: true) is null && Whole(b, certain: true) is null)
                BeginBoth(item, onLeft);
            verdict = Read(a, b);
        }
        return verdict with { LeftInfo = a.Info, RightInfo = b.Info };
    }

    /// <summary>
    /// True when the listing alone, with the MD5 of the local file, shows the same bytes: no request is made. A file larger
    /// than a part is not read for it; a HEAD is cheaper.
    /// </summary>
    public bool AgreeByListing(ItemTransfer item, TreeEntry onLeft, TreeEntry onRight, Worker worker)
    {
        if (ReadsAll || SizeOnly || onLeft.Size is { } one && onRight.Size is { } other && one != other || (onLeft.Size ?? onRight.Size) is null or 0)
            return false;
        ItemContent a = Of(isLeft: true, onLeft, item, worker), b = Of(isLeft: false, onRight, item, worker);
        return ByListing(a, b, onLeft, onRight, Planner.DefaultPartSize) is { Answer: ContentAnswer.Same };
    }

    internal void CountFile() => Interlocked.Increment(ref _filesRead);

    // Where nobody counts what is read, nobody is told how much it will be.
    internal void BeginRead(ItemTransfer item, bool isLeft, long bytes)
    {
        if (OnRead is not null)
            run.Readings.Expect(item, isLeft, bytes);
    }

    void BeginBoth(ItemTransfer item, in TreeEntry onLeft)
    {
        BeginRead(item, isLeft: true, onLeft.Size ?? 0);
        BeginRead(item, isLeft: false, onLeft.Size ?? 0);
    }

    internal void CountRead(ItemTransfer item, bool isLeft, long bytes)
    {
        Interlocked.Add(ref _bytesRead, bytes);
        if (OnRead is null)
            return;
        run.Readings.Count(item, isLeft, bytes);
        OnRead(bytes);
    }

    ItemContent Of(bool isLeft, TreeEntry listed, ItemTransfer item, Worker worker)
    {
        Tree side = isLeft ? left : right;
        return side.Objects is { } objects && listed.Object is not null ? new ObjectContent(this, ObjectSource.From(objects, listed) with { Info = null }, item, worker) { IsLeft = isLeft }
            : side.Files is { } files ? new LocalContent(this, listed.Path!, listed.Size!.Value, files.IsLink(listed), item, worker) { IsLeft = isLeft }
            : new ReadContent(this, side, listed, item, worker) { IsLeft = isLeft };
    }

    // Null when the listing does not decide: an MD5 that disagrees may be none, of an object that a key encrypts.
    static ContentVerdict? ByListing(ItemContent a, ItemContent b, TreeEntry onLeft, TreeEntry onRight, long mostRead = long.MaxValue)
    {
        // Only an MD5 of the whole: two objects of parts may have the same ETag for reasons of their store.
        if ((onLeft.Size ?? onRight.Size) is not { } size)
            return null;
        ObjectChecksum? leftTag = Tag(onLeft, size), rightTag = Tag(onRight, size);
        if (onLeft.Object is not null && onRight.Object is not null)
            return leftTag is { } same && leftTag == rightTag ? Same(ContentEvidence.Md5, same) : null;
        (ItemContent file, ItemContent stored, ObjectChecksum? tag) = onLeft.Object is null ? (a, b, rightTag) : (b, a, leftTag);
        if (tag is not { } md5 || stored is not ObjectContent { Tags: { } tags })
            return null;
        ContentRecipe recipe = new(ChecksumAlgorithm.Md5);
        ObjectChecksum computed;
        if (file.Known(recipe) is { } known)
            computed = known;
        else if (!tags.MayAgree || size > mostRead)
            return null;
        else if (file.Compute(recipe, out computed) is { } failure)
            return ContentVerdict.Unreadable(failure);
        return tags.Judge(md5, computed, size) == ETagAnswer.Agrees ? Same(ContentEvidence.Md5, computed) : null;
    }

    static ObjectChecksum? Tag(TreeEntry item, long size) => ETagMd5.Of(item.Object?.ETag, size) is { IsComposite: false } md5 ? md5 : null;

    static ItemFailure? Complete(Tree side, ref TreeEntry listed, ItemTransfer item, Worker worker)
    {
        if (listed.Size is not null || listed.Object is null || side.Objects is not { } objects)
            return null;
        if (!ObjectLookup.TryAsk(item, worker, objects, listed.Name, item.Run.Request.SourceCustomerKey, out TreeEntry? found, out ItemFailure? failure, listed.Object.Value.Version?.Id))
            return failure;
        listed = found ?? listed;
        return found is null ? new ItemFailure(OutcomeKind.Missing, "Missing", "The object is not there any more.") : null;
    }

    static ContentVerdict CompareClaims(ItemContent a, ItemContent b)
    {
        foreach (ContentClaim claim in a.Claims)
        {
            foreach (ContentClaim other in b.Claims)
            {
                if (claim.Recipe != other.Recipe)
                    continue;
                if (claim.Value == other.Value)
                    return Same(claim.Evidence, claim.Value);
                if (a.Insists(claim) && b.Insists(other))
                    return Different(claim.Evidence, claim.Value);
            }
        }
        return Unknown;
    }

    static ContentVerdict CompareFiles(ItemContent a, ItemContent b)
    {
        if (a is not ObjectContent && b is not ObjectContent)
            return Compare(a, b, ContentRecipe.Default);
        (ItemContent file, ItemContent stored) = a is not ObjectContent ? (a, b) : (b, a);
        // First what is known without another reading of the file: the MD5, when the listing was compared with it.
        IReadOnlyList<ContentClaim> claims = stored.Claims;
        int known = 0;
        while (known < claims.Count && file.Known(claims[known].Recipe) is null)
            known++;
        for (int i = 0; i < claims.Count; i++)
        {
            ContentClaim claim = claims[(known + i) % claims.Count];
            if (file.Compute(claim.Recipe, out ObjectChecksum computed) is { } failure)
                return ContentVerdict.Unreadable(failure);
            ((ObjectContent)stored).Judge(claim, computed);
            if (computed == claim.Value)
                return Same(claim.Evidence, computed);
            if (stored.Insists(claim))
                return Different(claim.Evidence, computed);
        }
        return Unknown;
    }

    // Reads what must be read: a side that has a certain checksum of the whole is not read.
    static ContentVerdict Read(ItemContent a, ItemContent b)
    {
        if (Whole(a, certain: true) is { } left)
            return Against(b, left, valueIsLeft: true);
        if (Whole(b, certain: true) is { } right)
            return Against(a, right, valueIsLeft: false);
        // By MD5 when an ETag may be one: then it is known from here on whether it is.
        ContentRecipe recipe = Whole(a, certain: false)?.Recipe ?? Whole(b, certain: false)?.Recipe ?? ContentRecipe.Default;
        return Compare(a, b, recipe);
    }

    static ContentVerdict Against(ItemContent side, ContentClaim claim, bool valueIsLeft)
    {
        if (side.Compute(claim.Recipe, out ObjectChecksum computed) is { } failure)
            return ContentVerdict.Unreadable(failure);
        ObjectChecksum ofLeft = valueIsLeft ? claim.Value : computed;
        return computed == claim.Value ? Same(claim.Evidence, ofLeft) : Different(claim.Evidence, ofLeft);
    }

    static ContentVerdict Compare(ItemContent a, ItemContent b, ContentRecipe recipe)
    {
        if ((a.Compute(recipe, out ObjectChecksum left) ?? Learned(a, recipe, left)) is { } onLeft)
            return ContentVerdict.Unreadable(onLeft);
        if ((b.Compute(recipe, out ObjectChecksum right) ?? Learned(b, recipe, right)) is { } onRight)
            return ContentVerdict.Unreadable(onRight);
        return left == right ? Same(ContentEvidence.Bytes, left) : Different(ContentEvidence.Bytes, left);
    }

    static ItemFailure? Learned(ItemContent side, ContentRecipe recipe, ObjectChecksum computed)
    {
        if (side is ObjectContent stored)
            foreach (ContentClaim claim in stored.Claims)
                if (claim.Recipe == recipe)
                    stored.Judge(claim, computed);
        return null;
    }

    static ContentClaim? Whole(ItemContent side, bool certain)
    {
        foreach (ContentClaim claim in side.Claims)
            if (claim.Recipe.PartSize == 0 && certain == (claim.Certainty == ClaimCertainty.Full))
                return claim;
        return null;
    }

    static ContentVerdict Unknown => new(ContentAnswer.Unknown, ContentEvidence.None);

    static ContentVerdict Same(ContentEvidence evidence, ObjectChecksum checksum) => new(ContentAnswer.Same, evidence) { Checksum = checksum };

    static ContentVerdict Different(ContentEvidence evidence, ObjectChecksum checksum) => new(ContentAnswer.Different, evidence) { Checksum = checksum };
}
