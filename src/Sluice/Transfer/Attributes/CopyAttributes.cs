using System.Numerics;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Items;

namespace Sluice.Transfer.Attributes;

/// <summary>
/// What one copy gets besides its bytes. What was asked for must be taken by the destination. What only the source has is
/// left out when the destination refuses it: the attribute that the error's code names, else one after the other; what was
/// found is remembered for the bucket, and every object that loses something says so.
/// </summary>
internal sealed class CopyAttributes(TransferContext run, ItemTransfer item, ObjectTarget target, ObjectAttributes all, CarriedAttributes carried)
{
    // In the order in which stores are known to lack them.
    static readonly CarriedAttributes[] Each =
        [CarriedAttributes.StorageClass, CarriedAttributes.Tags, CarriedAttributes.Acl, CarriedAttributes.Lock, CarriedAttributes.Redirect, CarriedAttributes.Encryption];

    // S3 User Guide, "Actions for objects": these need a permission of their own (s3:PutObjectTagging, s3:PutObjectAcl, s3:PutObjectRetention, kms:GenerateDataKey).
    const CarriedAttributes NeedsPermission = CarriedAttributes.Tags | CarriedAttributes.Acl | CarriedAttributes.Lock | CarriedAttributes.Encryption;

    // Codes that have other reasons (S3 API reference, "List of error codes").
    static readonly HashSet<string> Innocent = new(StringComparer.Ordinal)
    {
        "EntityTooLarge", "EntityTooSmall", "MetadataTooLarge", "KeyTooLongError", "InvalidBucketName", "InvalidObjectState", "InvalidAccessKeyId", "SignatureDoesNotMatch",
    };

    readonly List<AttributeRefusal> _refused = [];
    ObjectAttributes? _less;
    AttributeRefusal _trial;
    int _tried = -1;

    /// <summary>What the copy is to get now.</summary>
    public ObjectAttributes Now => _less ?? all;

    /// <summary>Why tags are left out; null while they are not.</summary>
    public AttributeRefusal? TagsRefused
    {
        get
        {
            if (_trial.Attribute.HasFlag(CarriedAttributes.Tags))
                return _trial;
            foreach (AttributeRefusal refusal in _refused)
                if (refusal.Attribute == CarriedAttributes.Tags)
                    return refusal;
            return null;
        }
    }

    /// <summary>What is left out because it was refused.</summary>
    public IReadOnlyList<AttributeRefusal> Refused => [.. _refused, .. Each.Where(attribute => _trial.Attribute.HasFlag(attribute)).Select(attribute => _trial with { Attribute = attribute })];

    /// <summary>Leaves out what another program's copy of this object was refused for.</summary>
    public void Drop(IReadOnlyList<AttributeRefusal> refused)
    {
        _refused.AddRange(refused.Where(other => !_refused.Exists(known => known.Attribute == other.Attribute)));
        if (_refused.Count > 0)
            Drop(default(AttributeRefusal));
    }

    /// <summary>Leaves out what earlier copies to this bucket were refused for.</summary>
    public void DropKnown()
    {
        foreach (CarriedAttributes attribute in Each)
            if (carried.HasFlag(attribute) && run.Refusals.Find(target.Client, target.Bucket, attribute, ValueOf(attribute)) is { } refusal)
                _refused.Add(refusal);
        if (_refused.Count > 0)
            Drop(default(AttributeRefusal));
    }

    /// <summary>After a refusal: whether to ask again, for less.</summary>
    public bool TryLess(S3Error error)
    {
        CarriedAttributes candidates = carried & ~Settled & (error.Kind switch
        {
            FailureKind.NotSupported or FailureKind.BadRequest => CarriedAttributes.All,
            FailureKind.Denied => NeedsPermission,
            _ => CarriedAttributes.None,
        });
        if (candidates == CarriedAttributes.None || Innocent.Contains(error.Code))
            return false;
        AttributeRefusal refusal = new(Blamed(error.Code), error.Code.Length > 0 ? error.Code : $"HTTP {error.Status}", error.Kind == FailureKind.Denied);
        if (refusal.Attribute != CarriedAttributes.None)
        {
            // One that was asked for, perhaps: then nothing that is left out helps.
            if (!candidates.HasFlag(refusal.Attribute))
                return false;
            _refused.Add(refusal);
            _tried = -1;
            return Drop(default(AttributeRefusal));
        }
        if (_tried < 0)
            _trial = refusal;
        while (++_tried < Each.Length)
            if (candidates.HasFlag(Each[_tried]))
                return Drop(_trial with { Attribute = Each[_tried] });
        // Without one alone it is refused, too: all go.
        return _tried == Each.Length && BitOperations.PopCount((uint)candidates) > 1 && Drop(_trial with { Attribute = candidates });
    }

    /// <summary>The copy was made: says what it lacks, and remembers it.</summary>
    /// <param name="result">The store's answer.</param>
    /// <param name="source">What is known of the source; null when it was not asked.</param>
    /// <param name="checksum">The kind of checksum that the copy was given; None when its store decides that.</param>
    public void Made(PutResult result, ObjectInfo? source, ChecksumAlgorithm checksum = ChecksumAlgorithm.None)
    {
        foreach (CarriedAttributes attribute in Each)
            if (_trial.Attribute.HasFlag(attribute))
                _refused.Add(_trial with { Attribute = attribute });
        foreach (AttributeRefusal refusal in _refused)
        {
            run.Refusals.Add(target.Client, target.Bucket, ValueOf(refusal.Attribute), refusal);
            // Without tags, as was asked for, in a store that has no directive for it.
            if (refusal.Attribute != CarriedAttributes.Tags || run.Request.Carried.HasFlag(CarriedAttributes.Tags))
                item.Lose(new AttributeLoss(NameOf(refusal.Attribute), $"could not be kept: refused by the destination ({refusal.Code})"));
        }
        if (source?.Attributes.Sse?.Mode is { } mode && IsKms(mode) && run.Request.Carried.HasFlag(CarriedAttributes.Encryption) && all.Sse is null or { Mode: null, CustomerKey: null } && result.Encryption != mode)
            item.Lose(new AttributeLoss($"encryption {DisplayText.Of(mode)}", "could not be kept: its key belongs to another bucket (--sse asks for one)"));
        if (checksum != ChecksumAlgorithm.None && source?.Checksum is { } kept && (kept.Algorithm != checksum || target.Client.ChecksumsRefused))
            item.Lose(new AttributeLoss($"checksum {ChecksumHeaders.Name(kept.Algorithm)}", target.Client.ChecksumsRefused
                ? target.Client.Options.Deviations.HasFlag(StoreDeviations.UncheckedChecksums) ? "is not kept: the destination compares none" : "could not be kept: the destination keeps none" : $"could not be kept: the copy has {ChecksumHeaders.Name(checksum)}"));
    }

    /// <summary>
    /// Sees that the copy has its tags: Ceph 16 loses those of a CopyObject with new metadata and of multipart uploads without
    /// a word. Where fewer are told of they are written once more. One HEAD for a copy that has tags.
    /// </summary>
    public void CheckTags(Worker worker)
    {
        if (Now.Tags.Count == 0)
            return;
        HeadObjectRequest head = new(target.Bucket, target.Key) { ChecksumMode = false, CustomerKey = target.Attributes.Sse?.CustomerKey };
        S3Result<ObjectInfo> found = target.Client.HeadObject(head, worker.BeginRequest(0));
        item.CountAttempts(found.Error?.Attempts ?? 1);
        if (found.Error is null && found.Value.TagCount >= Now.Tags.Count)
            return;
        S3Error? error = target.Client.PutObjectTagging(target.Bucket, target.Key, Now.Tags, worker.BeginRequest(0)).Error;
        item.CountAttempts(error?.Attempts ?? 1);
        if (error is not null)
            item.Lose(new AttributeLoss("tags", $"could not be kept: the destination shows none, and takes none ({(error.Code.Length > 0 ? error.Code : $"HTTP {error.Status}")})"));
    }

    /// <summary>Whether an encryption is one by KMS.</summary>
    internal static bool IsKms(string mode) => mode.StartsWith("aws:kms", StringComparison.Ordinal);

    CarriedAttributes Settled
    {
        get
        {
            CarriedAttributes settled = CarriedAttributes.None;
            foreach (AttributeRefusal refusal in _refused)
                settled |= refusal.Attribute;
            return settled;
        }
    }

    bool Drop(AttributeRefusal trial)
    {
        _trial = trial;
        CarriedAttributes gone = Settled | trial.Attribute;
        _less = all with
        {
            StorageClass = gone.HasFlag(CarriedAttributes.StorageClass) ? null : all.StorageClass,
            Tags = gone.HasFlag(CarriedAttributes.Tags) ? [] : all.Tags,
            Acl = gone.HasFlag(CarriedAttributes.Acl) ? null : all.Acl,
            Grants = gone.HasFlag(CarriedAttributes.Acl) ? null : all.Grants,
            Lock = gone.HasFlag(CarriedAttributes.Lock) ? null : all.Lock,
            WebsiteRedirect = gone.HasFlag(CarriedAttributes.Redirect) ? null : all.WebsiteRedirect,
            Sse = gone.HasFlag(CarriedAttributes.Encryption) ? null : all.Sse,
        };
        return true;
    }

    // S3 API reference, "List of error codes", and S3 User Guide, "Controlling ownership of objects".
    static CarriedAttributes Blamed(string code) => code switch
    {
        ItemFailure.NoSuchClass => CarriedAttributes.StorageClass,
        "AccessControlListNotSupported" or "InvalidBucketAclWithObjectOwnership" or "UnresolvableGrantByEmailAddress" => CarriedAttributes.Acl,
        "InvalidTag" or "InvalidTagError" => CarriedAttributes.Tags,
        "ObjectLockConfigurationNotFoundError" or "InvalidRetentionPeriod" => CarriedAttributes.Lock,
        "InvalidRedirectLocation" => CarriedAttributes.Redirect,
        _ => code.StartsWith("KMS.", StringComparison.Ordinal) ? CarriedAttributes.Encryption : CarriedAttributes.None,
    };

    // What is refused for one class may be taken for another.
    string ValueOf(CarriedAttributes attribute) => attribute == CarriedAttributes.StorageClass ? all.StorageClass ?? "" : "";

    string NameOf(CarriedAttributes attribute) => attribute switch
    {
        CarriedAttributes.StorageClass => $"storage class {DisplayText.Of(all.StorageClass ?? "")}",
        CarriedAttributes.Tags => "tags",
        CarriedAttributes.Acl => "ACL",
        CarriedAttributes.Lock => "object lock",
        CarriedAttributes.Redirect => "website redirect",
        _ => $"encryption {DisplayText.Of(all.Sse?.Mode ?? "")}",
    };
}
