using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Attributes;
using Sluice.Transfer.Items;

namespace Sluice.Transfer.Copies;

/// <summary>What an object has besides its bytes, and what a copy of it gets.</summary>
internal static class SourceAttributes
{
    /// <summary>True when headers, metadata or tags are to be other than in the source, so that the store cannot just copy all of them.</summary>
    public static bool Replaces(ObjectAttributes given) => given.ContentType is not null || given.ContentEncoding is not null || given.ContentDisposition is not null
        || given.ContentLanguage is not null || given.CacheControl is not null || given.Expires is not null || given.Metadata.Count > 0 || given.Tags.Count > 0;

    /// <summary>Asks the store for all it knows of the source, unless that was asked already, and sees that it is still the one that was listed. Proof is what its bytes can be compared with.</summary>
    public static ItemFailure? Head(ItemTransfer item, ObjectSource source, TransferContext run, Worker worker, out ObjectInfo? info, bool wantsProof = true)
    {
        info = source.Info;
        HeadObjectRequest head = source.Head with { WantsProof = wantsProof, CustomerKey = run.Request.SourceCustomerKey };
        if ((info is null || wantsProof && info.IsOfRange) && !item.Head(source.Client, head, worker).TryGet(out info, out S3Error? error))
            return ItemFailure.From(error);
        item.RequestId = info.RequestId;
        return source.Is(info) ? null : Other();
    }

    /// <summary>What the copy of a source gets: what was asked for, else what the source has. What cannot be read, or must not be carried, is said of the item.</summary>
    /// <param name="item">The copy.</param>
    /// <param name="source">Its source.</param>
    /// <param name="target">Where it goes, and what was asked for.</param>
    /// <param name="run">The run.</param>
    /// <param name="worker">Who asks.</param>
    /// <param name="info">What the store says of the source; null when it was not asked.</param>
    /// <param name="storeCopies">Headers and tags that nothing was asked for are copied by the store itself.</param>
    /// <param name="attributes">The result.</param>
    public static ItemFailure? Copy(ItemTransfer item, ObjectSource source, ObjectTarget target, TransferContext run, Worker worker, ObjectInfo? info, bool storeCopies, out CopyAttributes attributes)
    {
        ObjectAttributes given = target.Attributes, has = info?.Attributes ?? ObjectAttributes.None;
        CarriedAttributes wanted = run.Request.Carried, carried = CarriedAttributes.None;
        // Who asks for less than the default knows what is left out.
        bool isLess = !wanted.HasFlag(CarriedAttributes.StorageClass);
        ObjectAttributes all = wanted.HasFlag(CarriedAttributes.Headers) ? WithHeaders(given, has) : given;
        if (!storeCopies && info is { MissingMetadata: > 0 } && wanted.HasFlag(CarriedAttributes.Headers) && given.Metadata.Count == 0)
            item.Lose(new AttributeLoss("user metadata", "could not be read: no header can carry it (x-amz-missing-meta)"));

        // S3 API reference, CopyObject: without a class a copy is of the standard one. Stores that leave it out of a HEAD have it in listings.
        if (given.StorageClass is null && wanted.HasFlag(CarriedAttributes.StorageClass) && (has.StorageClass ?? source.StorageClass) is { } storageClass and not "STANDARD")
            (all, carried) = (all with { StorageClass = storageClass }, carried | CarriedAttributes.StorageClass);
        // S3 API reference, CopyObject: a redirect is not copied with the metadata.
        if (given.WebsiteRedirect is null && wanted.HasFlag(CarriedAttributes.Redirect) && has.WebsiteRedirect is { } redirect)
            (all, carried) = (all with { WebsiteRedirect = redirect }, carried | CarriedAttributes.Redirect);
        // S3 API reference, CopyObject: without encryption headers a copy has the default of its bucket. Another bucket may lie where the key does not.
        if (given.Sse is null or { Mode: null, CustomerKey: null } && wanted.HasFlag(CarriedAttributes.Encryption) && has.Sse is { Mode: { } mode } encryption && CopyAttributes.IsKms(mode)
            && source.Client == target.Client && source.Bucket == target.Bucket)
            (all, carried) = (all with { Sse = encryption }, carried | CarriedAttributes.Encryption);
        if (given.Lock is null && has.Lock is { } locked && InForce(locked, run) is { } inForce)
        {
            if (wanted.HasFlag(CarriedAttributes.Lock))
                (all, carried) = (all with { Lock = inForce }, carried | CarriedAttributes.Lock);
            else if (!isLess)
                item.Lose(new AttributeLoss("object lock", "was not asked for (--copy-props all carries it over)"));
        }
        if (wanted.HasFlag(CarriedAttributes.Acl) && given.Acl is null && given.Grants is null)
            AddAccess(item, source, target, run, worker, ref all, ref carried);
        else if (!isLess && (info is null || given.Acl is null && given.Grants is null))
            item.Lose(info is null ? Unasked : UnaskedAccess);
        ItemFailure? failure = null;
        if (given.Tags.Count == 0 && wanted.HasFlag(CarriedAttributes.Tags))
        {
            if (!storeCopies || run.Request.TagsRequired)
                failure = AddTags(item, source, run, worker, info, ref all);
            if (storeCopies || all.Tags.Count > 0)
                carried |= run.Request.TagsRequired ? CarriedAttributes.None : CarriedAttributes.Tags;
        }
        else if (given.Tags.Count == 0)
            // That there are to be none a store without tags may refuse to be told.
            carried |= CarriedAttributes.Tags;
        attributes = new CopyAttributes(run, item, target, all, carried);
        attributes.DropKnown();
        return failure;
    }

    static ObjectAttributes WithHeaders(ObjectAttributes given, ObjectAttributes source) => given with
    {
        ContentType = given.ContentType ?? source.ContentType,
        ContentEncoding = given.ContentEncoding ?? source.ContentEncoding,
        ContentDisposition = given.ContentDisposition ?? source.ContentDisposition,
        ContentLanguage = given.ContentLanguage ?? source.ContentLanguage,
        CacheControl = given.CacheControl ?? source.CacheControl,
        Expires = given.Expires ?? source.Expires,
        Metadata = given.Metadata.Count > 0 ? given.Metadata : source.Metadata,
    };

    /// <summary>What of a lock a copy can get: a retention that is over keeps nothing, and S3 takes none that ends in the past.</summary>
    public static ObjectLock? InForce(ObjectLock locked, TransferContext run)
    {
        bool isOver = locked.Mode is null || DateTimeOffset.TryParse(locked.RetainUntil, System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal, out DateTimeOffset until) && until <= run.Options.Clock.GetUtcNow();
        return !isOver ? locked : locked.LegalHold == "ON" ? new ObjectLock { LegalHold = "ON" } : null;
    }

    // No header carries tags. S3 tells their number only to those who may read them (S3 API reference, HeadObject, "x-amz-tagging-count").
    static ItemFailure? AddTags(ItemTransfer item, ObjectSource source, TransferContext run, Worker worker, ObjectInfo? info, ref ObjectAttributes all)
    {
        if (info is { TagCount: 0 } && !run.Request.TagsRequired)
            return null;
        AttributeRefusal? known = run.Refusals.Find(source.Client, source.Bucket, CarriedAttributes.Tags, Reading);
        S3Error? error = null;
        if (known is null && item.Send(worker, source, static (of, token) => of.Client.GetObjectTagging(of.Bucket, of.Key, of.VersionId, token)).TryGet(out IReadOnlyList<KeyValuePair<string, string>>? tags, out error))
        {
            all = all with { Tags = tags };
            return null;
        }
        // NoSuchTagSet: some stores call it an error that there are none.
        if (error is { Code: "NoSuchTagSet" or "NoSuchTagSetError" })
            return null;
        if (run.Request.TagsRequired)
            return ItemFailure.From(error!) with { Message = $"Its tags could not be read, and --tags-required does not copy it without: {error!.Message}" };
        // A store that is busy or gone is no reason to lose tags.
        if (error is not null and not { Kind: FailureKind.Denied or FailureKind.NotSupported or FailureKind.BadRequest or FailureKind.Protocol })
            return ItemFailure.From(error);
        string why = known is not null || error!.Kind != FailureKind.Denied ? "not supported" : "denied";
        if (error is { Kind: FailureKind.NotSupported })
            run.Refusals.Add(source.Client, source.Bucket, Reading, new AttributeRefusal(CarriedAttributes.Tags, error.Code, IsDenied: false));
        item.Lose(new AttributeLoss("tags", $"could not be read ({why})"));
        return null;
    }

    static void AddAccess(ItemTransfer item, ObjectSource source, ObjectTarget target, TransferContext run, Worker worker, ref ObjectAttributes all, ref CarriedAttributes carried)
    {
        if (!item.Send(worker, source, static (of, token) => of.Client.GetObjectAcl(of.Bucket, of.Key, of.VersionId, token)).TryGet(out ObjectAccess? access, out S3Error? error))
        {
            item.Lose(new AttributeLoss("ACL", $"could not be read ({(error.Kind == FailureKind.Denied ? "denied" : error.Kind == FailureKind.NotSupported ? "not supported" : DisplayText.OfEscaped(error.Code))})"));
            return;
        }
        (all, bool complete) = SourceAccess.Add(all, access, source.Client == target.Client);
        if (all.Acl is not null || all.Grants is not null)
            carried |= CarriedAttributes.Acl;
        if (!complete)
            item.Lose(new AttributeLoss("ACL", "could not be kept: it names accounts that another store does not know"));
    }

    // S3 API reference, CopyObject: none of these is copied. No listing tells them, and an ACL no header at all.
    static readonly AttributeLoss Unasked = new("ACLs, KMS encryption, website redirects and object locks", "were not asked for (--copy-props all carries them over)") { IsUnasked = true };
    static readonly AttributeLoss UnaskedAccess = new("ACLs", "were not asked for (--copy-props all carries them over)") { IsUnasked = true };

    // Reading is refused by the source, writing by the destination, which may be one bucket.
    const string Reading = "reading";

    static ItemFailure Other() => ItemFailure.Changed("The object is another one than was listed.");
}
