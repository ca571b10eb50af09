using System.Collections.Concurrent;
using Sluice.Endpoint.Access;
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
    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly ObjectIndex _index = new();
    int _writes;
    bool _removed;

    public Bucket(IObjectStore store, BucketState state)
    {
        _store = store;
        Record = state.Bucket;
        foreach (KeptObject stored in state.Objects)
            _index.Put(stored);
        foreach ((UploadRecord record, IReadOnlyList<PartRecord> parts) in state.Uploads)
        {
            Upload upload = new(record);
            foreach (PartRecord part in parts)
                upload.Put(part, static _ => { });
            _uploads[record.Id] = upload;
        }
    }

    public StoredBucket Record { get; private set; }

    public string Name => Record.Name;

    public AccessList Access => Record.Access;

    public ICollection<Upload> Uploads => _uploads.Values;

    /// <summary>The object, or null. Its content may go away at any time: use <see cref="FindAndHold"/> to read it.</summary>
    public KeptObject? Find(ObjectKey key)
    {
        lock (_gate)
            return _index.Find(key);
    }

    /// <summary>The object with its content held for the caller, or null.</summary>
    public KeptObject? FindAndHold(ObjectKey key)
    {
        lock (_gate)
        {
            // Whoever replaces an object lets its content go only after the index has changed, so this hold succeeds.
            KeptObject? found = _index.Find(key);
            return found is not null && found.Content.TryHold() ? found : null;
        }
    }

    /// <summary>One page of a listing.</summary>
    public ListingPage List(ListingQuery query)
    {
        lock (_gate)
            return ListingPage.Read(_index, query);
    }

    /// <summary>Publishes an object under its condition. Takes over the content; releases it when the write is refused.</summary>
    public async ValueTask PutAsync(KeptObject value, WritePrecondition condition, CancellationToken cancellationToken)
    {
        bool published = false;
        try
        {
            using KeyLocks.Releaser held = await _keys.EnterAsync(value.Key, cancellationToken).ConfigureAwait(false);
            using WriteScope scope = BeginWrite();
            condition.Check(Find(value.Key), Refusal.NoSuchKey);
            _store.SaveObject(Name, value);
            KeptObject? before;
            lock (_gate)
                before = _index.Put(value);
            published = true;
            before?.Content.Release();
        }
        finally
        {
            if (!published)
                value.Content.Release();
        }
    }

    /// <summary>Changes an object's record over the same content. Throws <see cref="RefusalException"/> (NoSuchKey) when there is none.</summary>
    public async ValueTask UpdateAsync(ObjectKey key, Func<KeptObject, KeptObject> change, CancellationToken cancellationToken)
    {
        using KeyLocks.Releaser held = await _keys.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        using WriteScope scope = BeginWrite();
        KeptObject changed = change(Find(key) ?? throw new RefusalException(Refusal.NoSuchKey));
        _store.SaveObject(Name, changed);
        lock (_gate)
            _index.Put(changed);
    }

    /// <summary>Removes an object; nothing there is success, as in S3.</summary>
    public async ValueTask DeleteAsync(ObjectKey key, WritePrecondition condition, CancellationToken cancellationToken)
    {
        using KeyLocks.Releaser held = await _keys.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        using WriteScope scope = BeginWrite();
        KeptObject? current = Find(key);
        condition.Check(current, Refusal.PreconditionFailed("If-Match"));
        if (current is null)
            return;
        _store.RemoveObject(Name, key);
        lock (_gate)
            _index.Remove(key);
        current.Content.Release();
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

    public void SetAccess(AccessList access)
    {
        using WriteScope scope = BeginWrite();
        StoredBucket changed = Record with { Access = access };
        _store.SaveBucket(changed);
        Record = changed;
    }

    /// <summary>Throws <see cref="RefusalException"/> while objects or writes are in it.</summary>
    public void Remove()
    {
        lock (_gate)
        {
            if (_removed)
                throw new RefusalException(Refusal.NoSuchBucket);
            if (_index.Count > 0 || _writes > 0)
                throw new RefusalException(Refusal.BucketNotEmpty);
            _removed = true;
        }
        foreach (Upload upload in _uploads.Values)
            upload.Close();
        _store.RemoveBucket(Name);
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
