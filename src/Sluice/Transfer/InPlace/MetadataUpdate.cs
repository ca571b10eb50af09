using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Attributes;
using Sluice.Transfer.Copies;
using Sluice.Transfer.Items;
using Sluice.Transfer.Planning;
using Sluice.Trees;

namespace Sluice.Transfer.InPlace;

/// <summary>Headers and metadata of one object are read, and changed by a copy onto itself that is told of all that the object has.</summary>
/// <param name="run">The run.</param>
/// <param name="source">The object.</param>
/// <param name="change">What changes; null for nothing, so that it is only read.</param>
/// <param name="dryRun">Only say what would change.</param>
internal sealed class MetadataUpdate(TransferContext run, ObjectSource source, MetadataChange? change, bool dryRun) : SingleTransfer(run)
{
    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => null;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        if (source.VersionId is not null && change is not null)
        {
            EndFailed(new ItemFailure(OutcomeKind.Failed, "IsVersion", "The headers and metadata of a version stay as they are: S3 changes them by a copy, which would become the latest."));
            return;
        }
        // 1 What it has, as it is now.
        if (SourceAttributes.Head(this, source, Run, worker, out ObjectInfo? found) is { } unread)
        {
            EndFailed(unread);
            return;
        }
        ObjectInfo info = found!;
        // Stores that leave the class out of a HEAD have it in listings.
        ObjectAttributes has = AttributesOf(info);
        if (change is null)
        {
            TagRead.EndRead(this, has, info);
            EndPending();
            return;
        }
        // 2 Whether that is what it should have.
        ObjectAttributes wanted = change.Apply(has);
        IReadOnlyList<string> before = MetadataText.Lines(has), after = MetadataText.Lines(wanted);
        if (before.SequenceEqual(after))
        {
            Run.Ledger.Ended(OutcomeKind.Skipped, From, null, "Same", "It has these headers and this metadata.");
            EndPending();
            return;
        }
        if (Refusal(info, wanted) is { } refusal)
        {
            EndFailed(refusal);
            return;
        }
        if (dryRun)
        {
            Run.Ledger.Planned(From, null, source.KnownSize, $"Would change: {MetadataText.Difference(before, after)}.");
            EndPending();
            return;
        }
        // 3 What no HEAD tells.
        if (AddHidden(worker, info, ref wanted) is { } hidden)
        {
            EndFailed(hidden);
            return;
        }
        // 4 The copy, which is told of all of it.
        Run.Add(CopyOf(source with { Info = info, ETag = info.ETag ?? source.ETag, Size = info.TotalLength, LastModified = info.LastModified ?? source.LastModified }, wanted, change.Looks.Next() ? now => MetadataText.Lines(AttributesOf(now)).SequenceEqual(before) : null));
        EndPending();
    }

    ObjectAttributes AttributesOf(ObjectInfo info) => info.Attributes with { StorageClass = (info.Attributes.StorageClass ?? source.StorageClass) is { } kept and not "STANDARD" ? kept : null };

    static ItemFailure? Refusal(ObjectInfo info, ObjectAttributes wanted) =>
        info.MissingMetadata > 0 ? new(OutcomeKind.Failed, "UnreadableMetadata", $"It has {info.MissingMetadata} entries of metadata that no header can carry (x-amz-missing-meta): a copy would lose them.")
        : MetadataRules.SizeOf(wanted.Metadata) > MetadataRules.MostBytes ? new(OutcomeKind.Failed, "MetadataTooLarge", $"Its metadata would have {MetadataRules.SizeOf(wanted.Metadata):N0} bytes; S3 takes {MetadataRules.MostBytes:N0} at most.")
        : null;

    ItemFailure? AddHidden(Worker worker, ObjectInfo info, ref ObjectAttributes wanted)
    {
        if (!TagRead.Ask(this, source, worker).TryGet(out IReadOnlyList<KeyValuePair<string, string>>? tags, out S3Error? error))
        {
            // A store without tags; and one that answers with an empty document where there are none.
            if (error.Kind != FailureKind.NotSupported && !(error.Kind == FailureKind.Protocol && info.TagCount == 0))
                return ItemFailure.From(error) with { Message = $"Its tags could not be read, and a copy would lose them: {error.Message}" };
            tags = [];
        }
        wanted = wanted with
        {
            Tags = tags,
            Lock = wanted.Lock is { } locked ? SourceAttributes.InForce(locked, Run) : null,
            Sse = Run.Request.SourceCustomerKey is { } key ? new SseOptions { CustomerKey = key } : wanted.Sse,
        };
        if (Send(worker, source, static (of, token) => of.Client.GetObjectAcl(of.Bucket, of.Key, of.VersionId, token)).TryGet(out ObjectAccess? access, out error))
            (wanted, _) = SourceAccess.Add(wanted, access, sameStore: true);
        else if (error.Kind != FailureKind.NotSupported)
            return ItemFailure.From(error) with { Message = $"Its ACL could not be read, and a copy would lose it: {error.Message}" };
        return null;
    }

    WorkItem CopyOf(ObjectSource now, ObjectAttributes wanted, Func<ObjectInfo, bool>? isAsBefore)
    {
        ObjectTarget target = new(now.Client, now.Profile, now.Bucket, now.Key, wanted) { Condition = now.ETag is null || now.Client.IsWithoutWriteConditions(replaces: true) ? null : new WriteCondition(now.ETag) };
        // One CopyObject changes least: ETag and kind of checksum stay. What came in parts has an ETag of parts anyway.
        bool staysWhole = now.Size <= S3Limits.MaxCopySize && (now.ETag?.Contains('-', StringComparison.Ordinal) != true || now.Info!.Checksum is { } sum && (sum.IsComposite || !CrcCombine.IsPossible(sum.Algorithm)));
        return !staysWhole && Planner.ServerSideCopy(now.Size, Run.Options.PartSize, Run.Options.PartCopyThreshold, now.Client.PartLimits).Kind == PlanKind.PartCopy
            ? new PartCopy(Run, now, target) { IsAsBefore = isAsBefore }
            : new ServerSideCopy(Run, now, target) { IsAsBefore = isAsBefore };
    }
}
