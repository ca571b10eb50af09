using System.Collections.Concurrent;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Storage;

/// <summary>All buckets of the endpoint over one store.</summary>
sealed class Catalog
{
    readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    readonly Lock _creation = new();

    public Catalog(IObjectStore store)
    {
        Store = store;
        foreach (BucketState state in store.Load())
            _buckets[state.Bucket.Name] = new Bucket(store, state);
    }

    public IObjectStore Store { get; }

    public IEnumerable<Bucket> All => _buckets.Values;

    public Bucket? Find(string name) => _buckets.GetValueOrDefault(name);

    /// <summary>Throws <see cref="RefusalException"/> (NoSuchBucket).</summary>
    public Bucket Get(string name) => Find(name) ?? throw new RefusalException(Refusal.NoSuchBucket with { Details = [new("BucketName", name)] });

    /// <summary>Throws <see cref="RefusalException"/> when the name is taken.</summary>
    public Bucket Create(string name, DateTimeOffset created, AccessList access) => Create(new StoredBucket(name, created, access));

    /// <summary>Throws <see cref="RefusalException"/> when the name is taken.</summary>
    public Bucket Create(StoredBucket record)
    {
        lock (_creation)
        {
            if (Find(record.Name) is { } existing)
                throw new RefusalException(existing.Access.OwnerId == record.Access.OwnerId ? Refusal.BucketAlreadyOwnedByYou : Refusal.BucketAlreadyExists);
            Store.SaveBucket(record);
            return _buckets[record.Name] = new Bucket(Store, new BucketState(record, [], []));
        }
    }

    public void Remove(Bucket bucket)
    {
        lock (_creation)
        {
            bucket.Remove();
            _buckets.TryRemove(bucket.Name, out _);
        }
    }
}
