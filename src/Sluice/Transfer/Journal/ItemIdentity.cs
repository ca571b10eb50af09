using System.Buffers.Binary;
using System.Security.Cryptography;
using Sluice.S3;
using Sluice.Transfer.Items;
using Sluice.Transfer.Uploads;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.Listing;

namespace Sluice.Transfer.Journal;

/// <summary>
/// An item by which a later run knows it again, as 128 bits of SHA-256 each: where it goes, and what its source was.
/// Two items that meet by chance are not to be expected before 10^19 of them.
/// </summary>
/// <param name="Place">The destination: a store's endpoint, bucket and key, or a path.</param>
/// <param name="Stamp">The source: where it is, its size, and its ETag or times.</param>
internal readonly record struct ItemIdentity(UInt128 Place, UInt128 Stamp)
{
    [ThreadStatic]
    static RecordWriter? s_writer;

    /// <summary>An upload of a file, as done items are remembered.</summary>
    public static UInt128 FingerprintOf(string path, long length, DateTime modified, Int128 changed, ObjectTarget target) => Hash(AddFile(AddObject(Writer(), target), path, length, modified, changed));

    /// <summary>A copy of an object, as done items are remembered.</summary>
    public static UInt128 FingerprintOf(ObjectSource source, ObjectTarget target) => Hash(AddObject(AddObject(Writer(), target), source, source.ETag));

    /// <summary>A download to a file, as done items are remembered.</summary>
    public static UInt128 FingerprintOf(ObjectSource source, string path) => Hash(AddObject(Writer().Text(path), source, source.ETag));

    /// <summary>A file, or another item with a size and times, to a path or a host, as done items are remembered.</summary>
    public static UInt128 FingerprintOf(FullPaths paths, Tree tree, in TreeEntry entry, string place)
    {
        FileStatus now = entry.Path is { } path ? FileStatus.From(path) : default;
        return Hash(AddFile(Writer().Text(place), PathOf(paths, tree, entry), entry.Size ?? 0, (entry.Modified ?? now.Modified).UtcDateTime, now.ChangedNanoseconds));
    }

    /// <summary>A file of another machine, by which one sees that it is still there and still the same.</summary>
    public static UInt128 FileOf(long size, DateTimeOffset modified) => Hash(Writer().Byte((byte)'f').Long(size).Long(modified.UtcTicks));

    /// <summary>An object, or a version of it, that is changed where it is, as done items are remembered. Written again with the same bytes it is another one.</summary>
    public static UInt128 FingerprintOf(ObjectSource source) => Hash(AddObject(Writer().Byte((byte)'c'), source, source.ETag).Long(source.LastModified?.UtcTicks ?? 0));

    /// <summary>An object of the destination's store, by which one sees that it is still there and still the same.</summary>
    public static UInt128 ObjectOf(string bucket, ObjectKey key, long size, string etag) => Hash(Writer().Text(bucket).Bytes(key.Bytes).Long(size).Text(EntityTag.Normal(etag)));

    /// <summary>An object as a destination.</summary>
    public static UInt128 PlaceOf(ObjectTarget target) => Hash(AddObject(Writer(), target));

    /// <summary>A file as a destination.</summary>
    public static UInt128 PlaceOf(string path) => Hash(Writer().Byte((byte)'f').Text(path));

    /// <summary>A name at the destination of a command, of which there is one.</summary>
    public static UInt128 NameOf(FullPaths paths, Location to) =>
        Hash(to.InStore is { } stored ? Writer().Byte((byte)'o').Text(stored.Bucket).Bytes(stored.Key.Bytes) : Writer().Byte((byte)'f').Text(to.FilePath is { } path ? paths.Of(path) : to.OnHost));

    /// <summary>A file, or another item with a size and times, as a source.</summary>
    public static UInt128 StampOf(FullPaths paths, Tree tree, in TreeEntry entry, UploadSource file) => Hash(AddFile(Writer(), PathOf(paths, tree, entry), file.Length,
        (file.Opened == default ? entry.Modified ?? default : file.Opened.Modified).UtcDateTime, file.Opened.ChangedNanoseconds));

    /// <summary>An object as a source.</summary>
    public static UInt128 StampOf(ObjectSource source, string? etag) => Hash(AddObject(Writer(), source, etag));

    /// <summary>A source that no later run can have again.</summary>
    public static UInt128 StampOfStream() => BinaryPrimitives.ReadUInt128LittleEndian(RandomNumberGenerator.GetBytes(16));

    /// <summary>The endpoint by which stores are told apart; empty for AWS.</summary>
    public static string EndpointOf(S3Client client) => client.Options.Endpoint?.AbsoluteUri ?? "";

    static string PathOf(FullPaths paths, Tree tree, in TreeEntry entry) => entry.Path is { } path ? paths.Of(path) : tree.At(entry).ToString()!;

    // The time of the last change too, which no program can set back: parts of two versions must never meet in one object.
    static RecordWriter AddFile(RecordWriter to, string path, long length, DateTime modified, Int128 changed) =>
        to.Byte((byte)'f').Text(path).Long(length).Long(modified.ToUniversalTime().Ticks).Long(unchecked((long)changed));

    static RecordWriter AddObject(RecordWriter to, ObjectTarget target) => to.Byte((byte)'o').Text(EndpointOf(target.Client)).Text(target.Bucket).Bytes(target.Key.Bytes);

    static RecordWriter AddObject(RecordWriter to, ObjectSource source, string? etag)
    {
        to.Byte((byte)'o').Text(EndpointOf(source.Client)).Text(source.Bucket)
            .Bytes(source.Key.Bytes).Long(source.Size).Text(EntityTag.Normal(etag)).Long(etag is null ? source.LastModified?.UtcTicks ?? 0 : 0);
        return source.VersionId is { } version ? to.Text(version) : to;
    }

    static RecordWriter Writer() => (s_writer ??= new RecordWriter()).Clear();

    static UInt128 Hash(RecordWriter written) => NameHash.Of(written.Written);
}
