using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Copies;
using Sluice.Transfer.Items;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Planning;
using Sluice.Transfer.Preserving;
using Sluice.Transfer.Uploads;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Copying;

/// <summary>Makes uploads of files and copies of objects: below a prefix under their relative names, or to one key.</summary>
internal sealed class ObjectTransferFactory(TransferContext run, CopyRequest request, S3Location destination, S3Client client, bool isPrefix, MoveSources? moveSources = null)
{
    readonly Dictionary<string, ObjectAttributes> _byType = new(StringComparer.Ordinal);
    readonly DoneObjects _done = new(run, client, destination, isPrefix);

    /// <summary>The store.</summary>
    public S3Client Client => client;

    /// <summary>The key of an item of this relative name.</summary>
    public ObjectKey KeyOf(ReadOnlySpan<byte> name) => isPrefix ? destination.Key.Append(name) : destination.Key;

    /// <summary>Where an item of this relative name goes, or would; bytes that are not UTF-8 are those of the key.</summary>
    public S3Location LocationOf(string name) => destination with { Key = KeyOf(RawText.BytesOf(Path.DirectorySeparatorChar == '/' ? name : name.Replace(Path.DirectorySeparatorChar, '/'))) };

    /// <summary>The upload of a file under this relative name; null when it ended at once.</summary>
    /// <param name="path">The file.</param>
    /// <param name="root">The directory it was found below; null when it was named itself.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="name">Its relative name.</param>
    /// <param name="modified">Its last write; null asks for it.</param>
    /// <param name="condition">What must be there under that name; null for anything.</param>
    public WorkItem? Make(string path, string? root, long length, string name, DateTimeOffset? modified = null, WriteCondition? condition = null)
    {
        if (!KeyPath.TryToKey(name, out byte[] bytes))
        {
            run.Ledger.Ended(OutcomeKind.Failed, new LocalLocation(path), destination, "BadName", "The name is not valid Unicode, so it cannot be a key.");
            return null;
        }
        ObjectTarget target = new(client, destination.Profile, destination.Bucket, KeyOf(bytes), AttributesOf(name)) { Condition = Sendable(condition) };
        bool isLink = request.Preserve.HasFlag(Preserve.Symlinks) && name.EndsWith(LinkText.Suffix, StringComparison.Ordinal) && FileStatus.OfLink(path) is { Kind: FileKind.Link };
        if (request.Preserve != Preserve.None)
            target = target with { Attributes = isLink ? FileMetadata.Add(target.Attributes, FileStatus.OfLink(path), 0, request.Preserve) : FileMetadata.Add(target.Attributes, path, request.Preserve) };
        ItemPlan plan = Planner.Upload(length, run.Options.PartSize, client.PartLimits);
        if (plan.Kind == PlanKind.Refuse)
        {
            run.Ledger.Ended(OutcomeKind.Failed, new LocalLocation(path), target.Location, "TooLarge", Planner.TooLarge(new LocalLocation(path), client.PartLimits).Message);
            return null;
        }
        if (request.DryRun)
        {
            run.Ledger.Planned(new LocalLocation(path), target.Location, length, run.Planned);
            return null;
        }
        UInt128? fingerprint = null;
        if (run.RemembersDone)
        {
            FileStatus now = isLink ? FileStatus.OfLink(path) : FileStatus.Of(path);
            fingerprint = ItemIdentity.FingerprintOf(path, length, (modified ?? now.Modified).UtcDateTime, now.ChangedNanoseconds, target);
        }
        if (_done.Has(fingerprint, length, target, out ResumedObject? earlier))
        {
            run.EndDoneBefore(new LocalLocation(path), target.Location, length);
            return null;
        }
        if (isLink)
            return new LinkUpload(run, path, root, target);
        return plan.IsParted
            ? new MultipartUpload(run, path, root, target) { Fingerprint = fingerprint, Earlier = earlier }
            : new SingleUpload(run, path, root, target) { Fingerprint = fingerprint, Earlier = earlier, Bytes = length };
    }

    /// <summary>The upload of standard input.</summary>
    public WorkItem? Make(Stream input)
    {
        ObjectTarget target = new(client, destination.Profile, destination.Bucket, destination.Key, AttributesOf(""));
        if (request.DryRun)
        {
            run.Ledger.Planned(new StreamLocation(), target.Location, 0, run.Planned);
            return null;
        }
        return new StreamUpload(run, input, target);
    }

    /// <summary>The copy of an object under this relative name; null when it ended at once.</summary>
    public WorkItem? Make(ObjectSource source, ReadOnlySpan<byte> name, WriteCondition? condition = null)
    {
        // Attributes that are not given stay as the source has them: no guess from the extension here.
        ObjectTarget target = new(client, destination.Profile, destination.Bucket, KeyOf(name), request.Attributes) { Condition = Sendable(condition) };
        bool sameStore = source.Client == client;
        if (moveSources?.Overwrites(target.Location) == true)
        {
            run.Ledger.Ended(OutcomeKind.Failed, source.Location, target.Location, "Overlap", "It would overwrite another source of this move.");
            return null;
        }
        ItemPlan plan = sameStore
            ? Planner.ServerSideCopy(source.Size, run.Options.PartSize, run.Options.PartCopyThreshold, client.PartLimits)
            : StreamedCopy.Plan(run, source, client);
        bool isInPlace = sameStore && source.Bucket == target.Bucket && source.Key == target.Key;
        if (sameStore && !isInPlace && plan.Kind != PlanKind.Refuse && client.IsWithoutCopies(ofParts: plan.IsParted))
            plan = StreamedCopy.Plan(run, source, client);
        if (plan.Kind == PlanKind.Refuse)
        {
            run.Ledger.Ended(OutcomeKind.Failed, source.Location, target.Location, "TooLarge",
                plan.PartSize == 0 ? Planner.TooLarge(source.Location, client.PartLimits).Message : $"A part of {plan.PartSize:N0} bytes does not fit in the memory allowed.");
            return null;
        }
        if (request.DryRun)
        {
            run.Ledger.Planned(source.Location, target.Location, source.KnownSize, run.Planned);
            return null;
        }
        UInt128? fingerprint = run.RemembersDone ? ItemIdentity.FingerprintOf(source, target) : null;
        if (_done.Has(fingerprint, source.KnownSize, target, out ResumedObject? earlier))
        {
            run.EndDoneBefore(source.Location, target.Location, source.KnownSize);
            return null;
        }
        return plan.Kind switch
        {
            PlanKind.ServerSideCopy => new ServerSideCopy(run, source, target) { Fingerprint = fingerprint, Earlier = earlier },
            PlanKind.PartCopy => new PartCopy(run, source, target) { Fingerprint = fingerprint, Earlier = earlier },
            _ => StreamedCopy.Make(run, plan, source, target, fingerprint, earlier),
        };
    }

    WriteCondition? Sendable(WriteCondition? condition) => client.IsWithoutWriteConditions ? null : condition;

    ObjectAttributes AttributesOf(string name)
    {
        if (request.Attributes.ContentType is not null || (MimeTypes.Of(name) ?? MimeTypes.Of(destination.Key.ToString())) is not { } type)
            return request.Attributes;
        if (!_byType.TryGetValue(type, out ObjectAttributes? attributes))
            _byType.Add(type, attributes = request.Attributes with { ContentType = type });
        return attributes;
    }
}
