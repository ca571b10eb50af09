using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Tests.Support;

/// <summary>The tree of a <see cref="MemoryLocation"/>: all that a new kind of place needs.</summary>
sealed class MemoryTree(SortedDictionary<string, MemoryItem> items, string root) : Tree
{
    public override Location Root => new MemoryLocation(items, root);

    public override Location At(ReadOnlySpan<byte> name) => new MemoryLocation(items, root + Encoding.UTF8.GetString(name));

    public override TreeListing List(TreeQuery query, CancellationToken cancellationToken) => Shape == TreeShape.One
        ? Find(ReadOnlyMemory<byte>.Empty, query, cancellationToken, out TreeEntry? found) is null && found is not null
            ? new SingleListing(found) : new SingleListing(null, new Failure(FailureKind.NotFound, RetryClass.Never, $"{Root}: There is no such item.") { Code = "Missing" })
        : new Listing(items, root);

    public override Failure? Find(ReadOnlyMemory<byte> name, TreeQuery query, CancellationToken cancellationToken, out TreeEntry? found)
    {
        lock (items)
            found = items.TryGetValue(root + Encoding.UTF8.GetString(name.Span), out MemoryItem? item) ? new TreeEntry(name, item.Bytes.Length, item.Modified) : null;
        return null;
    }

    public override Failure? Open(in TreeEntry entry, out UploadSource? source)
    {
        source = null;
        string key = root + Encoding.UTF8.GetString(entry.Name.Span);
        lock (items)
        {
            if (!items.TryGetValue(key, out MemoryItem? item))
                return new Failure(FailureKind.NotFound, RetryClass.Never, $"{At(entry)} is not there any more.") { Code = "Missing" };
            source = new Source(items, key, item);
        }
        return null;
    }

    public override DownloadSink Create(ReadOnlySpan<byte> name, bool keepsExisting = false) => new Sink(items, root + Encoding.UTF8.GetString(name));

    public override Failure? Remove(in TreeEntry entry, UploadSource? read)
    {
        string key = root + Encoding.UTF8.GetString(entry.Name.Span);
        lock (items)
        {
            if (items.TryGetValue(key, out MemoryItem? now) && (now.Bytes.Length != entry.Size || now.Modified != entry.Modified))
                return Failure.Changed($"{At(entry)} is another one by now.");
            items.Remove(key);
        }
        return null;
    }

    public override (string Code, string Message)? WhyEmpty(CancellationToken cancellationToken) => ("NoMatch", "There are no such items.");

    sealed class Listing(SortedDictionary<string, MemoryItem> items, string root) : TreeListing
    {
        readonly Queue<TreeEntry> _left = new(Entries(items, root));

        public override Failure? Error => null;

        public override bool TryNext(out TreeEntry item) => _left.TryDequeue(out item);

        public override void Dispose() { }

        static List<TreeEntry> Entries(SortedDictionary<string, MemoryItem> items, string root)
        {
            lock (items)
                return [.. items.Where(item => item.Key.StartsWith(root, StringComparison.Ordinal)).Select(item => new TreeEntry(Encoding.UTF8.GetBytes(item.Key[root.Length..]), item.Value.Bytes.Length, item.Value.Modified))];
        }
    }

    sealed class Source(SortedDictionary<string, MemoryItem> items, string key, MemoryItem opened) : UploadSource
    {
        public override Location Location => new MemoryLocation(items, key);

        public override long Length => opened.Bytes.Length;

        public override RequestBody Body(long offset, long length) => new MemoryBody(opened.Bytes.AsMemory((int)offset, (int)length));

        public override Failure? Change()
        {
            lock (items)
                return items.TryGetValue(key, out MemoryItem? now) && now == opened ? null : Failure.Changed($"{Location} changed while it was read.");
        }
    }

    sealed class Sink(SortedDictionary<string, MemoryItem> items, string key) : DownloadSink
    {
        byte[] _bytes = [];

        public override Failure? Open(long length, Action<string>? naming = null)
        {
            _bytes = new byte[length];
            return null;
        }

        public override int Read(long offset, Span<byte> buffer)
        {
            int count = (int)Math.Min(buffer.Length, _bytes.Length - offset);
            _bytes.AsSpan((int)offset, count).CopyTo(buffer);
            return count;
        }

        public override void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            lock (this)
            {
                if (offset + bytes.Length > _bytes.Length)
                    Array.Resize(ref _bytes, (int)offset + bytes.Length);
                bytes.CopyTo(_bytes.AsSpan((int)offset));
            }
        }

        public override Failure? Publish(DateTimeOffset? lastModified, ObjectAttributes stored)
        {
            lock (items)
                items[key] = new MemoryItem(_bytes, lastModified ?? DateTimeOffset.UtcNow);
            return null;
        }

        public override Failure Explain(Exception exception) => Failure.Local("MemoryError", exception.Message);

        protected override void Dispose(bool disposing) { }
    }
}
