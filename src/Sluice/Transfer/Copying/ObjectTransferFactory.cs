using System.Text;
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
internal sealed class ObjectTransferFactory(TransferContext run, CopyRequest request, S3Tree place, bool isPrefix, MoveSources? moveSources = null) : TransferFactory
{
    readonly Dictionary<string, ObjectAttributes> _byType = new(StringComparer.Ordinal);
    readonly S3Client _client = place.Client;
    readonly S3Location _destination = place.Place;
    readonly WriteCondition? _asked = WriteCondition.From(request) is { } asked
        ? asked with { Trial = new ConditionTrial(place.Client, place.Place, asked, request.Attributes, run.Token) }
        : null;
    readonly DoneObjects _done = new(run, place.Client, place.Place, isPrefix);

    // A small body costs no more than the question whether it is wanted.
    const long MostUnasked = 256 << 10;

    /// <inheritdoc/>
    public override Failure? Prepare() => request.DryRun ? null : _asked?.Trial!.Puts();

    /// <summary>The key of an item of this relative name.</summary>
    public ObjectKey KeyOf(ReadOnlySpan<byte> name) => isPrefix ? _destination.Key.Append(name) : _destination.Key;

    /// <inheritdoc/>
    public override Location PlaceOf(ReadOnlySpan<byte> name) => _destination with { Key = KeyOf(name) };

    /// <inheritdoc/>
    public override WorkItem? Make(Tree source, in TreeEntry entry, ReadOnlySpan<byte> name) => Make(source, entry, name, condition: null);

    /// <summary>The transfer of an item under this relative name; null when it ended at once.</summary>
    /// <param name="source">Its tree.</param>
    /// <param name="entry">The item.</param>
    /// <param name="name">The name.</param>
    /// <param name="condition">What must be there under that name; null for anything.</param>
    public WorkItem? Make(Tree source, in TreeEntry entry, ReadOnlySpan<byte> name, WriteCondition? condition) =>
        source.Objects is { } objects ? Make(ObjectSource.From(objects, entry), name, condition)
        : source.IsStream ? MakeOfStream()
        : Upload(source, entry, name, condition);

    WorkItem? Upload(Tree source, in TreeEntry entry, ReadOnlySpan<byte> name, WriteCondition? condition)
    {
        Location from = source.At(entry);
        long length = entry.Size ?? 0;
        ObjectTarget target = new(_client, _destination.Profile, _destination.Bucket, KeyOf(name), AttributesOf(Encoding.UTF8.GetString(name))) { Condition = _asked ?? Sendable(condition) };
        bool isLink = source.Files?.IsLink(entry) == true;
        if (request.Preserve != Preserve.None)
            target = target with { Attributes = isLink ? FileMetadata.Add(target.Attributes, FileStatus.FromLink(entry.Path!), 0, request.Preserve) : FileMetadata.Add(target.Attributes, entry, request.Preserve) };
        ItemPlan plan = Planner.Upload(length, run.Options.PartSize, _client.PartLimits);
        if (plan.Kind == PlanKind.Refuse)
        {
            run.Ledger.Ended(OutcomeKind.Failed, from, target.Location, "TooLarge", Planner.TooLarge(from, _client.PartLimits).Message);
            return null;
        }
        if (request.DryRun)
            return Rehearse(from, target, length);
        UInt128? fingerprint = run.RemembersDone ? Fingerprint(run.Paths, from, entry, isLink, target) : null;
        if (_done.Has(fingerprint, length, target, out ResumedObject? earlier))
        {
            run.EndDoneBefore(from, target.Location, length);
            return null;
        }
        if (isLink)
            return new LinkUpload(run, entry.Path!, source.Shape == TreeShape.One ? null : source.Files!.Path, target);
        return plan.IsParted
            ? new MultipartUpload(run, source, entry, target) { Fingerprint = fingerprint, Earlier = earlier, LooksFirst = LooksFirst(target) }
            : new SingleUpload(run, source, entry, target) { Fingerprint = fingerprint, Earlier = earlier, LooksFirst = length > MostUnasked ? LooksFirst(target) : null, Bytes = length };
    }

    static UInt128 Fingerprint(FullPaths paths, Location from, in TreeEntry entry, bool isLink, ObjectTarget target)
    {
        if (entry.Path is not { } path)
            return ItemIdentity.FingerprintOf(from.ToString()!, entry.Size ?? 0, (entry.Modified ?? default).UtcDateTime, 0, target);
        if (!isLink && entry is { Modified: { } modified, ChangedNanoseconds: { } changed })
            return ItemIdentity.FingerprintOf(paths.Of(path), entry.Size ?? 0, modified.UtcDateTime, changed, target);
        FileStatus now = isLink ? FileStatus.FromLink(path) : FileStatus.From(path);
        return ItemIdentity.FingerprintOf(paths.Of(path), entry.Size ?? 0, (entry.Modified ?? now.Modified).UtcDateTime, now.ChangedNanoseconds, target);
    }

    WorkItem? MakeOfStream()
    {
        ObjectTarget target = new(_client, _destination.Profile, _destination.Bucket, _destination.Key, AttributesOf("")) { Condition = _asked };
        return request.DryRun ? Rehearse(new StreamLocation(), target, 0) : new StreamUpload(run, run.OpenInput(), target) { LooksFirst = LooksFirst(target) };
    }

    ConditionRehearsal? Rehearse(Location from, ObjectTarget target, long bytes)
    {
        if (_asked is not null)
            return new ConditionRehearsal(run, from, target) { LooksFirst = target, Bytes = bytes };
        run.Ledger.Planned(from, target.Location, bytes, run.Planned);
        return null;
    }

    // A plan has looked already.
    ObjectTarget? LooksFirst(ObjectTarget target) => _asked is null ? null : target;

    /// <summary>The copy of an object under this relative name; null when it ended at once.</summary>
    public WorkItem? Make(ObjectSource source, ReadOnlySpan<byte> name, WriteCondition? condition = null)
    {
        // Attributes that are not given stay as the source has them: no guess from the extension here.
        ObjectTarget target = new(_client, _destination.Profile, _destination.Bucket, KeyOf(name), request.Attributes) { Condition = _asked ?? Sendable(condition) };
        bool sameStore = source.Client == _client;
        if (moveSources?.Overwrites(target.Location) == true)
        {
            run.Ledger.Ended(OutcomeKind.Failed, source.Location, target.Location, "Overlap", "It would overwrite another source of this move.");
            return null;
        }
        ItemPlan plan = sameStore
            ? Planner.ServerSideCopy(source.Size, run.Options.PartSize, run.Options.PartCopyThreshold, _client.PartLimits)
            : StreamedCopy.Plan(run, source, _client);
        bool isInPlace = sameStore && source.VersionId is null && source.Bucket == target.Bucket && source.Key == target.Key;
        // A copy onto itself cannot go through this machine where the store's copies keep no conditions.
        if (isInPlace && _asked is { ETag: null })
        {
            run.EndExisting(source.Location, target.Location, source.KnownSize);
            return null;
        }
        if (isInPlace && !request.DryRun && _asked?.Trial!.Copies() is { } unkept)
        {
            run.Ledger.Ended(OutcomeKind.Failed, source.Location, target.Location, unkept.Code, unkept.Message);
            return null;
        }
        bool goesThroughHere = _client.IsWithoutCopies(ofParts: plan.IsParted) || plan.Kind == PlanKind.ServerSideCopy && !request.DryRun && _asked?.Trial!.Copies() is not null;
        if (sameStore && !isInPlace && plan.Kind != PlanKind.Refuse && goesThroughHere)
            plan = StreamedCopy.Plan(run, source, _client);
        if (run.Split is { } split && !isInPlace && plan.Kind != PlanKind.Refuse)
            return SplitCopy.Make(run, source, target, split, isThroughHere: !sameStore || _client.IsWithoutCopies(ofParts: true), LooksFirst(target), () => Whole(plan, source, target, null, null));
        if (plan.Kind == PlanKind.Refuse)
        {
            run.Ledger.Ended(OutcomeKind.Failed, source.Location, target.Location, "TooLarge",
                plan.PartSize == 0 ? Planner.TooLarge(source.Location, _client.PartLimits).Message : $"A part of {plan.PartSize:N0} bytes does not fit in the memory allowed.");
            return null;
        }
        if (request.DryRun)
            return Rehearse(source.Location, target, source.KnownSize);
        UInt128? fingerprint = run.RemembersDone ? ItemIdentity.FingerprintOf(source, target) : null;
        if (_done.Has(fingerprint, source.KnownSize, target, out ResumedObject? earlier))
        {
            run.EndDoneBefore(source.Location, target.Location, source.KnownSize);
            return null;
        }
        return Whole(plan, source, target, fingerprint, earlier);
    }

    WorkItem Whole(ItemPlan plan, ObjectSource source, ObjectTarget target, UInt128? fingerprint, ResumedObject? earlier) => plan.Kind switch
    {
        PlanKind.ServerSideCopy => new ServerSideCopy(run, source, target) { Fingerprint = fingerprint, Earlier = earlier },
        PlanKind.PartCopy => new PartCopy(run, source, target) { Fingerprint = fingerprint, Earlier = earlier, LooksFirst = LooksFirst(target) },
        _ => StreamedCopy.Make(run, plan, source, target, fingerprint, earlier, looksFirst: _asked is not null),
    };

    WriteCondition? Sendable(WriteCondition? condition) => condition is null || _client.IsWithoutWriteConditions(replaces: condition.ETag is not null) ? null : condition;

    ObjectAttributes AttributesOf(string name)
    {
        if (request.Attributes.ContentType is not null || (MimeTypes.Of(name) ?? MimeTypes.Of(_destination.Key.ToString())) is not { } type)
            return request.Attributes;
        if (!_byType.TryGetValue(type, out ObjectAttributes? attributes))
            _byType.Add(type, attributes = request.Attributes with { ContentType = type });
        return attributes;
    }
}
