using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Sluice.Failures;
using Sluice.Inventories.Manifests;
using Sluice.Inventories.Rows;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Inventories;

/// <summary>
/// An inventory of a bucket: what S3 Inventory delivers, named by its <c>manifest.json</c>, or a list for S3 Batch Operations (<c>.csv</c>: Bucket, Key, perhaps VersionId). It tells what
/// was there when it was made. Its manifest is untrusted: sizes and MD5s of data files are checked before a row is acted on, and memory is bounded.
/// </summary>
/// <param name="manifest">The manifest, in a bucket or on this machine's disk.</param>
public sealed class Inventory(Location manifest)
{
    const string Checksum = "manifest.checksum";

    InventoryManifest? _read;

    /// <summary>Where its manifest is.</summary>
    public Location Manifest => manifest;

    /// <summary>Oldest that it may be; null for any age. A list for S3 Batch Operations tells none, and is refused when this is given.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>When its listing began; null where it does not say, and before it was opened.</summary>
    public DateTimeOffset? Created => _read?.Created;

    /// <summary>The bucket that it lists; null where only its rows tell, and before it was opened.</summary>
    public string? SourceBucket => _read?.SourceBucket;

    /// <summary>True when it is known to be in the order of its keys: one that <c>sluice inventory</c> wrote.</summary>
    internal bool IsSorted { get; private set; }

    /// <summary>True for a list whose rows have a version each, or may have one. Known once a row was read.</summary>
    internal bool NamesVersions { get; private set; }

    /// <summary>A list for S3 Batch Operations: one file of CSV.</summary>
    internal bool IsList => (manifest.InStore is { } at ? Encoding.UTF8.GetString(at.Key.Bytes) : manifest.FilePath ?? "").EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Reads the manifest, once. Throws <see cref="ArgumentException"/> for one that may not be used (no manifest, of a form that cannot be read, too old) and
    /// <see cref="FailureException"/> when it cannot be reached.
    /// </summary>
    /// <param name="clients">The stores.</param>
    /// <param name="clock">What its age is told by.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public void Open(S3ClientFactory clients, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (_read is not null)
            return;
        InventoryManifest read = IsList ? new InventoryManifest(null, null, InventoryFormat.Csv, null, []) : ReadManifest(new InventoryStore(manifest, clients, cancellationToken));
        if (MaxAge is { } most && !(clock.GetUtcNow() - read.Created <= most))
            throw new ArgumentException(read.Created is { } created
                ? FormattableString.Invariant($"{manifest} is of {created:u}, and older than the inventory may be.")
                : $"{manifest} does not say when it was made, and its age is limited.");
        _read = read;
    }

    InventoryManifest ReadManifest(InventoryStore store)
    {
        byte[] content = store.ReadSmall(null, InventoryManifest.MostBytes) ?? throw new FailureException(new Failure(FailureKind.NotFound, RetryClass.Never, $"{manifest}: there is no such manifest.") { Code = "NoManifest" });
        // What an interrupted delivery left beside an older one differs.
        if (store.ReadSmall(Checksum, SortedMark.MostBytes) is { } told && !Encoding.ASCII.GetString(told).Trim().Equals(Md5(content), StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"{manifest} cannot be used: its MD5 is not that of {Checksum} beside it.");
        IsSorted = store.ReadSmall(SortedMark.Name, SortedMark.MostBytes) is { } mark && SortedMark.IsFor(mark, content);
        try
        {
            return InventoryManifest.Parse(content);
        }
        catch (InvalidDataException wrong)
        {
            throw new ArgumentException($"{manifest} cannot be used: {wrong.Message}", wrong);
        }
    }

    /// <summary>Its objects, of all data files one after another. Throws <see cref="InvalidDataException"/> for what is no inventory, and as <see cref="Open"/> does.</summary>
    internal IEnumerable<ListedObject> Rows(string bucket, S3ClientFactory clients, CancellationToken cancellationToken)
    {
        InventoryStore store = new(manifest, clients, cancellationToken);
        if (IsList)
        {
            using CsvRows rows = new(store.OpenWhole(), null, bucket, manifest.ToString()!);
            while (rows.TryNext(out ListedObject row))
            {
                NamesVersions = rows.NamesVersions;
                yield return row;
            }
            yield break;
        }
        foreach (InventoryFile file in _read!.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            FileStream stream = store.Open(file);
            if (_read.Format == InventoryFormat.Parquet)
            {
                using ParquetRows rows = new(stream, bucket, file.Key);
                while (rows.TryNext(out ListedObject row))
                    yield return row;
                continue;
            }
            using GzipFile gzip = new(stream);
            using CsvRows lines = new(new GZipStream(gzip, CompressionMode.Decompress), _read.Columns, bucket, file.Key);
            while (lines.TryNext(out ListedObject row))
                yield return row;
            if (gzip.Problem is { } problem)
                throw new InvalidDataException($"{DisplayText.Of(file.Key)}: {problem}.");
        }
    }

    /// <summary>The MD5 of a manifest, as manifest.checksum has it.</summary>
    internal static string Md5(ReadOnlySpan<byte> content)
    {
#pragma warning disable CA5351 // What S3 Inventory writes; the check is against damage.
        return Convert.ToHexStringLower(MD5.HashData(content));
#pragma warning restore CA5351
    }
}
