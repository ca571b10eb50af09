using System.Collections.Concurrent;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Configurations;
using Sluice.Endpoint.Http;
using Sluice.S3;

namespace Sluice.Endpoint.Storage;

/// <summary>
/// One bucket: its objects in key order and its uploads. Writes of one key follow each other; a write is saved in the
/// store before the index shows it, so that nothing is seen which a crash could take back.
/// </summary>
sealed class Bucket
{
    readonly IObjectStore _store;
    readonly KeyLocks _keys = new();
    readonly ConcurrentDictionary<string, Upload> _uploads = new(StringComparer.Ordinal);
    readonly Lock _changes = new();
    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly BucketObjects _objects = new();
    int _writes;
    bool _removed;

    long _order;

    public Bucket(IObjectStore store, BucketState state)
    {
        _store = store;
        Record = state.Bucket;
        Settings = BucketSettings.Read(state.Bucket);
        foreach (KeptObject stored in state.Objects)
            _objects.Load(stored);
        _order = _objects.LastOrder;
        foreach ((UploadRecord record, IReadOnlyList<PartRecord> parts) in state.Uploads)
        {
            Upload upload = new(record);
            foreach (PartRecord part in parts)
                upload.Put(part, static _ => { });
            _uploads[record.Id] = upload;
        }
    }

    public StoredBucket Record { get; private set; }

    /// <summary>What its documents say, read once.</summary>
    public BucketSettings Settings { get; private set; }

    public string Name => Record.Name;

    public AccessList Access => Record.Access;

    /// <summary>True for the owner's canonical id or account number.</summary>
    public bool IsOwnedBy(string account) => account == Access.OwnerId || account == EndpointAccount.NumberOf(Access.OwnerId);

    /// <summary>True when versioning is or was on, so that answers name versions.</summary>
    public bool NamesVersions => Record.Versioning is not null;

    public ICollection<Upload> Uploads => _uploads.Values;

    /// <summary>The object, or null. Its content may go away at any time: use <see cref="FindAndHold"/> to read it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="version">A version, which may be a delete marker; null for the current one, which is none.</param>
    public KeptObject? Find(ObjectKey key, string? version = null)
    {
        lock (_gate)
            return _objects.Find(key, version);
    }

    /// <summary>The object with its content held for the caller, or null.</summary>
    public KeptObject? FindAndHold(ObjectKey key, string? version = null)
    {
        lock (_gate)
        {
            // Whoever replaces an object lets its content go only after the index has changed, so this hold succeeds.
            KeptObject? found = _objects.Find(key, version);
            return found is not null && found.Content.TryHold() ? found : null;
        }
    }

    /// <summary>The delete marker that hides a key; null when none does.</summary>
    public KeptObject? FindMarker(ObjectKey key)
    {
        lock (_gate)
            return _objects.FindMarker(key);
    }

    /// <summary>One page of a listing.</summary>
    public ListingPage List(ListingQuery query)
    {
        lock (_gate)
            return _objects.List(query);
    }

    /// <summary>One page of the versions; <see cref="VersionPage.Read"/> says what the arguments mean.</summary>
    public VersionPage ListVersions(ListingQuery query, string? afterVersion)
    {
        lock (_gate)
            return _objects.ListVersions(query, afterVersion);
    }

    /// <summary>Publishes an object under its condition, as a new version where the bucket keeps them. Takes over the content; releases it when the write is refused.</summary>
    /// <returns>The object with its version.</returns>
    public async ValueTask<KeptObject> PutAsync(KeptObject value, WritePrecondition condition, CancellationToken cancellationToken)
    {
        bool published = false;
        try
        {
            using KeyLocks.Releaser held = await _keys.EnterAsync(value.Key, cancellationToken).ConfigureAwait(false);
            using WriteScope scope = BeginWrite();
            condition.Check(Find(value.Key), Refusal.NoSuchKey);
            string? versioning = Record.Versioning;
            value = versioning is null ? value with { VersionId = null, Order = 0 } : AsVersion(value, versioning);
            _store.SaveObject(Name, value);
            KeptObject? replaced;
            lock (_gate)
                replaced = _objects.Put(value, keepsVersions: versioning is not null);
            published = true;
            replaced?.Content.Release();
            return value;
        }
        finally
        {
            if (!published)
                value.Content.Release();
        }
    }

    /// <summary>Changes an object's record over the same content. Throws <see cref="RefusalException"/> (NoSuchKey) when there is none.</summary>
    public async ValueTask UpdateAsync(ObjectKey key, string? version, Func<KeptObject, KeptObject> change, CancellationToken cancellationToken)
    {
        using KeyLocks.Releaser held = await _keys.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        using WriteScope scope = BeginWrite();
        KeptObject changed = change(Find(key, version) ?? throw new RefusalException(Refusal.NoSuchKey));
        _store.SaveObject(Name, changed);
        lock (_gate)
            _objects.Replace(changed);
    }

    /// <summary>Removes an object, or hides it behind a delete marker where the bucket keeps versions; nothing there is success, as in S3.</summary>
    public async ValueTask<DeleteResult> DeleteAsync(ObjectKey key, WritePrecondition condition, string ownerId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using KeyLocks.Releaser held = await _keys.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        using WriteScope scope = BeginWrite();
        KeptObject? current = Find(key);
        condition.Check(current, Refusal.PreconditionFailed("If-Match"));
        if (Record.Versioning is { } versioning)
            return Mark(key, versioning, ownerId, now);
        if (current is null)
            return default;
        _store.RemoveObject(Name, key, null);
        lock (_gate)
            _objects.Remove(current);
        current.Content.Release();
        return default;
    }

    /// <summary>Removes one version for good; one that is not there is success. The newest of those left becomes the current one.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="version">The version.</param>
    /// <param name="condition">Decided on that version.</param>
    /// <param name="mayRemove">Throws when the version is locked.</param>
    /// <param name="cancellationToken">Gives up waiting for other writes of the key.</param>
    public async ValueTask<DeleteResult> DeleteVersionAsync(ObjectKey key, string version, WritePrecondition condition, Action<KeptObject> mayRemove, CancellationToken cancellationToken)
    {
        using KeyLocks.Releaser held = await _keys.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        using WriteScope scope = BeginWrite();
        KeptObject? named = Find(key, version);
        condition.Check(named, Refusal.PreconditionFailed("If-Match"));
        if (named is null)
            return new DeleteResult(NamesVersions ? version : null, false);
        mayRemove(named);
        _store.RemoveObject(Name, key, named.VersionId);
        lock (_gate)
            _objects.Remove(named);
        named.Content.Release();
        return new DeleteResult(NamesVersions ? version : null, named.IsDeleteMarker);
    }

    public Upload BeginUpload(UploadRecord record)
    {
        using WriteScope scope = BeginWrite();
        _store.SaveUpload(Name, record);
        return _uploads[record.Id] = new Upload(record);
    }

    /// <summary>Throws <see cref="RefusalException"/> (NoSuchUpload) for an unknown id or another key.</summary>
    public Upload GetUpload(string id, ObjectKey key) =>
        _uploads.TryGetValue(id, out Upload? upload) && upload.Record.Key == key ? upload : throw new RefusalException(Refusal.NoSuchUpload);

    public void PutPart(Upload upload, PartRecord part)
    {
        using WriteScope scope = BeginWrite();
        upload.Put(part, saved => _store.SavePart(Name, upload.Record.Id, saved));
    }

    /// <summary>Forgets an upload and its parts. False when another request has done so already.</summary>
    public bool EndUpload(Upload upload)
    {
        using WriteScope scope = BeginWrite();
        if (!_uploads.TryRemove(upload.Record.Id, out _))
            return false;
        _store.RemoveUpload(Name, upload.Record.Id);
        return upload.Close();
    }

    /// <summary>Changes the bucket's own record.</summary>
    public void Change(Func<StoredBucket, StoredBucket> change)
    {
        using WriteScope scope = BeginWrite();
        lock (_changes)
        {
            StoredBucket changed = change(Record);
            BucketSettings settings = BucketSettings.Read(changed);
            _store.SaveBucket(changed);
            (Record, Settings) = (changed, settings);
        }
    }

    /// <summary>Throws <see cref="RefusalException"/> while objects or writes are in it.</summary>
    public void Remove()
    {
        lock (_gate)
        {
            if (_removed)
                throw new RefusalException(Refusal.NoSuchBucket);
            if (!_objects.IsEmpty || _writes > 0)
                throw new RefusalException(Refusal.BucketNotEmpty);
            _removed = true;
        }
        foreach (Upload upload in _uploads.Values)
            upload.Close();
        _store.RemoveBucket(Name);
    }

    KeptObject AsVersion(KeptObject value, string versioning) =>
        value with { VersionId = versioning == StoredBucket.Enabled ? VersionId.Create() : null, Order = Interlocked.Increment(ref _order) };

    DeleteResult Mark(ObjectKey key, string versioning, string ownerId, DateTimeOffset now)
    {
        KeptObject marker = AsVersion(new KeptObject
        {
            KeyBytes = key.Bytes.ToArray(),
            Size = 0,
            LastModified = now,
            ETag = "",
            Description = ObjectDescription.Default,
            Access = new AccessList(ownerId, []),
            IsDeleteMarker = true,
        }, versioning);
        _store.SaveObject(Name, marker);
        KeptObject? replaced;
        lock (_gate)
            replaced = _objects.Mark(marker);
        replaced?.Content.Release();
        return new DeleteResult(marker.VersionId ?? VersionId.Null, true);
    }

    WriteScope BeginWrite()
    {
        lock (_gate)
        {
            if (_removed)
                throw new RefusalException(Refusal.NoSuchBucket);
            _writes++;
        }
        return new WriteScope(this);
    }

    readonly struct WriteScope(Bucket bucket) : IDisposable
    {
        public void Dispose()
        {
            lock (bucket._gate)
                bucket._writes--;
        }
    }
}
