using Sluice.S3;

namespace Sluice.Administration.Lifecycle;

/// <summary>
/// Adds up what the rules of a lifecycle will do with what a listing shows. Of several rules that remove the same version the first in time counts, and a move
/// counts only when it comes before the removal (S3 User Guide, "Lifecycle configuration elements" and "Conflicts in lifecycle configurations").
/// </summary>
/// <param name="rules">The rules.</param>
/// <param name="keepsVersions">The bucket keeps versions, so that an expired object gets a delete marker.</param>
/// <param name="now">What is due by then is due.</param>
public sealed class LifecycleForecast(IReadOnlyList<BucketLifecycleRule> rules, bool keepsVersions, DateTimeOffset now)
{
    // S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle": smaller ones stay, unless the rule asks for a size, or the lifecycle has them go to archives.
    const long LeastMoved = 128 << 10;

    readonly List<LifecycleEffect> _effects = [];

    // The key under way: what came before of it, and a delete marker at its head that may hide nothing. Keys may have more versions than memory holds.
    ListedObject? _previous, _marker;
    int _newer;

    // When the current version gets a delete marker and becomes the newest of the older ones; null when it does not.
    DateTimeOffset? _hidden;

    /// <summary>What is due within so many days is told apart.</summary>
    public const int SoonDays = 30;

    /// <summary>What will be done, in the order of the rules. Complete after <see cref="End"/>.</summary>
    public IReadOnlyList<LifecycleEffect> Effects => [.. _effects.OrderBy(effect => IndexOf(effect.Rule)).ThenBy(static effect => effect.Action)];

    /// <summary>Versions or objects that will be removed or hidden, sooner or later. One that is hidden first and removed then counts once.</summary>
    public long Removed => _effects.Where(static effect => effect.Removes).Sum(static effect => effect.Due + effect.Later);

    /// <summary>Bytes of those.</summary>
    public long RemovedBytes => _effects.Where(static effect => effect.Removes).Sum(static effect => effect.DueBytes + effect.LaterBytes);

    /// <summary>Adds an object, or a version. Those of one key come together, the newest first.</summary>
    public void Add(ListedObject found)
    {
        if (_previous is { } previous && previous.Key != found.Key)
            End();
        _marker = null;
        if (found.Version is { IsDeleteMarker: true, IsLatest: true })
            _marker = _previous is null ? found : null;
        else if (found.Version is { IsLatest: false } older)
        {
            Older(found, (_previous ?? found).LastModified, _newer, LifecycleAction.RemoveOlder);
            // "Lifecycle configuration elements": delete markers are not among the versions that are retained.
            if (!older.IsDeleteMarker)
                _newer++;
        }
        else
            Current(found);
        _previous = found;
    }

    /// <summary>Adds an unfinished upload.</summary>
    public void AddUpload(ObjectKey key, DateTimeOffset? initiated)
    {
        if (initiated is { } begun && First(rule => rule.AbortDays is { } days ? MidnightAfter(begun, days) : null, rule => rule.IsEnabled && key.Bytes.StartsWith(new ObjectKey(rule.Prefix).Bytes)) is { } abort)
            Effect(abort.Rule, LifecycleAction.AbortUpload, "").Add(abort.When, now, 0);
    }

    /// <summary>Ends the last key.</summary>
    public void End()
    {
        if (_marker is { } marker)
            Marker(marker);
        (_previous, _marker, _newer, _hidden) = (null, null, 0, null);
    }

    void Current(ListedObject found)
    {
        if (found.LastModified is not { } written)
            return;
        (BucketLifecycleRule Rule, DateTimeOffset When)? end = First(rule => rule.ExpirationDays is { } days ? MidnightAfter(written, days) : rule.ExpirationDate, rule => rule.Matches(found.Key, found.Size));
        if (end is { } removal)
            Effect(removal.Rule, keepsVersions ? LifecycleAction.Hide : LifecycleAction.Remove, "").Add(removal.When, now, found.Size ?? 0);
        Moves(found, static rule => rule.Transitions, LifecycleAction.Move, end?.When, move => move.Days is { } days ? MidnightAfter(written, days) : move.Date);
        if (!keepsVersions || end is null)
            return;
        DateTimeOffset hidden = end.Value.When > now ? end.Value.When : now;
        Older(found, hidden, 0, LifecycleAction.RemoveHidden);
        _hidden = hidden;
    }

    // A version is an older one since its successor was written, or its delete marker.
    void Older(ListedObject found, DateTimeOffset? successor, int newer, LifecycleAction action)
    {
        if (successor is not { } since)
            return;
        (BucketLifecycleRule Rule, DateTimeOffset When)? end = First(
            rule => rule.NoncurrentDays is { } days ? Behind(newer, rule.NewerNoncurrent, MidnightAfter(since, days)) : null, rule => rule.Matches(found.Key, found.Size));
        if (end is { } removal)
            Effect(removal.Rule, action, "").Add(removal.When, now, found.Size ?? 0);
        // What is hidden may have been moved there while it was current.
        if (!found.Version!.IsDeleteMarker)
            Moves(found, rule => action == LifecycleAction.RemoveHidden ? [.. rule.OlderTransitions.ExceptBy(rules.Where(one => one.Matches(found.Key, found.Size)).SelectMany(static one => one.Transitions).Select(static move => move.StorageClass), static move => move.StorageClass)] : rule.OlderTransitions,
                LifecycleAction.MoveOlder, end?.When, move => Behind(newer, move.Newer, move.Days is { } days ? MidnightAfter(since, days) : move.Date));
    }

    // "Lifecycle configuration elements", NewerNoncurrentVersions: what an expiration hides is one of the newer versions from then on.
    DateTimeOffset? Behind(int newer, int retained, DateTimeOffset? when) => newer >= retained ? when : newer + 1 >= retained && _hidden is { } hidden && when is { } time ? time > hidden ? time : hidden : null;

    // A marker that hides nothing; an expiration by days takes it too.
    void Marker(ListedObject found)
    {
        if (found.LastModified is not { } written)
            return;
        (BucketLifecycleRule Rule, DateTimeOffset When)? end = First(
            rule => rule.ExpiresMarkers ? written : rule.ExpirationDays is { } days ? MidnightAfter(written, days) : null, rule => rule.IsEnabled && found.Key.Bytes.StartsWith(new ObjectKey(rule.Prefix).Bytes));
        if (end is { } removal)
            Effect(removal.Rule, LifecycleAction.RemoveMarker, "").Add(removal.When, now, 0);
    }

    void Moves(ListedObject found, Func<BucketLifecycleRule, IReadOnlyList<LifecycleTransition>> of, LifecycleAction action, DateTimeOffset? end, Func<LifecycleTransition, DateTimeOffset?> whenOf)
    {
        foreach (BucketLifecycleRule rule in rules)
        {
            if (!rule.Matches(found.Key, found.Size))
                continue;
            bool isSmall = found.Size < LeastMoved && rule.LargerThan is null && rule.SmallerThan is null;
            foreach (LifecycleTransition move in of(rule))
                if (whenOf(move) is { } when && (end is null || when < end) && found.StorageClass != move.StorageClass)
                    Effect(rule, !isSmall || rule.ArchivesSmall && move.StorageClass is ("GLACIER" or "DEEP_ARCHIVE") ? action : action == LifecycleAction.Move ? LifecycleAction.TooSmall : LifecycleAction.TooSmallOlder, move.StorageClass).Add(when, now, found.Size ?? 0);
        }
    }

    (BucketLifecycleRule Rule, DateTimeOffset When)? First(Func<BucketLifecycleRule, DateTimeOffset?> whenOf, Func<BucketLifecycleRule, bool> matches)
    {
        (BucketLifecycleRule Rule, DateTimeOffset When)? first = null;
        foreach (BucketLifecycleRule rule in rules)
            if (matches(rule) && whenOf(rule) is { } when && (first is null || when < first.Value.When))
                first = (rule, when);
        return first;
    }

    LifecycleEffect Effect(BucketLifecycleRule rule, LifecycleAction action, string storageClass)
    {
        LifecycleEffect? effect = _effects.Find(one => ReferenceEquals(one.Rule, rule) && one.Action == action && one.StorageClass == storageClass);
        if (effect is null)
            _effects.Add(effect = new LifecycleEffect(rule, action, storageClass));
        return effect;
    }

    int IndexOf(BucketLifecycleRule rule)
    {
        for (int i = 0; i < rules.Count; i++)
            if (ReferenceEquals(rules[i], rule))
                return i;
        return rules.Count;
    }

    // S3 User Guide, "Lifecycle configuration elements": days are counted, then rounded up to the next midnight UTC.
    // What lies beyond the last day that a time can name never comes.
    static DateTimeOffset MidnightAfter(DateTimeOffset time, int days) => days >= (DateTimeOffset.MaxValue - time).TotalDays - 1 ? DateTimeOffset.MaxValue : new DateTimeOffset(time.UtcDateTime.Date, TimeSpan.Zero).AddDays(days + 1);
}
