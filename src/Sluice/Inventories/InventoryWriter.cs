using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sluice.Failures;
using Sluice.Inventories.Manifests;
using Sluice.Inventories.Writing;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Inventories;

/// <summary>
/// Lists a bucket and writes what S3 Inventory writes (S3 User Guide, "Locating your inventory list"): data files in the order of their keys, symlink.txt for Hive,
/// manifest.checksum, and last manifest.json, which a listing that was not complete never gets. In constant memory; killed and run again within a day it goes on.
/// </summary>
/// <param name="clients">The stores.</param>
/// <param name="clock">Tells when listing began.</param>
/// <param name="mostRows">Objects of a data file. Default a million, as S3 writes.</param>
public sealed partial class InventoryWriter(S3ClientFactory clients, TimeProvider clock, int mostRows = 1_000_000)
{
    const string ManifestName = "manifest.json";
    const string DataFolder = "data/";

    /// <summary>
    /// Writes one. Throws <see cref="ArgumentException"/> for a request that makes no sense, <see cref="FailureException"/> when a store or the disk fails, and
    /// <see cref="OperationCanceledException"/>; the same call goes on behind the last data file then.
    /// </summary>
    public InventoryReport Write(InventoryRequest request, CancellationToken cancellationToken)
    {
        S3Tree source = Open(request);
        Delivery delivery = new(request.Out, clients, cancellationToken);
        string folder = FolderOf(request);
        // 1 A new one, or one that was begun.
        UnfinishedInventory state = Begin(delivery, folder, source, request, out long resumed);
        string at = folder + FolderOf(state.Created);
        // 2 Its data files.
        state = List(delivery, folder, source, request, state, cancellationToken);
        // 3 What says that it is whole.
        Publish(delivery, folder, at, ManifestOf(delivery, folder, source.Place.Bucket, state), state);
        delivery.Delete(folder + UnfinishedInventory.Name);
        return new InventoryReport(delivery.At(at + ManifestName), state.Created, state.Objects, state.Bytes, state.Files.Count, resumed) { Unsized = state.Unsized };
    }

    /// <summary>Where a request's manifest would be, were it begun now.</summary>
    public Location PlaceOf(InventoryRequest request) =>
        new Delivery(request.Out, clients, CancellationToken.None).At($"{request.Source.InStore!.Bucket}/{request.Id}/{FolderOf(clock.GetUtcNow())}{ManifestName}");

    static bool IsPublished(Delivery delivery, string folder, DateTimeOffset created) => delivery.Read(folder + FolderOf(created) + ManifestName) is not null;

    static string FolderOf(DateTimeOffset created) => created.UtcDateTime.ToString("yyyy-MM-dd'T'HH-mm'Z/'", CultureInfo.InvariantCulture);

    UnfinishedInventory Begin(Delivery delivery, string folder, S3Tree source, InventoryRequest request, out long resumed)
    {
        string name = source.Place.ToString();
        DateTimeOffset now = clock.GetUtcNow();
        string run = Guid.NewGuid().ToString("n");
        UnfinishedInventory? begun = delivery.Read(folder + UnfinishedInventory.Name) is { } content ? UnfinishedInventory.Parse(content) : null;
        // One that was killed after its manifest was written is complete, and its files are in use.
        if (begun is not null && IsPublished(delivery, folder, begun.Created))
            begun = null;
        UnfinishedInventory state = begun?.IsFor(name, request.Format, request.Versions, now) == true ? begun with { Run = run } : new UnfinishedInventory(run, name, request.Format, now, "", 0, 0, []) { Versions = request.Versions, Unsized = 0 };
        if (state.Files.Count == 0 && IsPublished(delivery, folder, now))
            throw new ArgumentException($"{delivery.At(folder + FolderOf(now) + ManifestName)} is there already: an inventory of this minute. Give another id, or wait a minute.");
        // What cannot be gone on with is nobody's any more.
        if (begun is not null && state.Files.Count == 0)
            foreach (WrittenFile file in begun.Files)
                delivery.Delete(folder + DataFolder + file.Name);
        resumed = state.Objects;
        delivery.Write(folder + UnfinishedInventory.Name, state.ToJson());
        return state;
    }

    UnfinishedInventory List(Delivery delivery, string folder, S3Tree source, InventoryRequest request, UnfinishedInventory state, CancellationToken cancellationToken)
    {
        ListObjectsRequest list = new(source.Place.Bucket) { Prefix = source.Place.Key, StartAfter = new ObjectKey(Convert.FromBase64String(state.Last)) };
        using ObjectLister lister = new(source.Client, list, new ListingOptions { Order = ListingOrder.Sorted, Versions = request.Versions }, cancellationToken);
        DataFile? data = null;
        RowGroup? rows = null;
        try
        {
            while (lister.TryNext(out ListObjectsPage page))
            {
                foreach (ListedObject found in page.Objects)
                {
                    // All versions of a key are in one file: behind a key a listing can go on.
                    if (request.Versions && data?.Rows >= mostRows && found.Key != data.Last)
                        state = Finish(delivery, folder, state, ref data);
                    data ??= DataFile.Create(request.Format, source.Place.Bucket, request.Versions, ref rows);
                    data.Add(found);
                    if (!request.Versions && data.Rows == mostRows)
                        state = Finish(delivery, folder, state, ref data);
                }
                request.OnListed?.Invoke(state.Objects + (data?.Rows ?? 0));
            }
            cancellationToken.ThrowIfCancellationRequested();
            if (lister.Error is { } error)
                throw error.ToException();
            if (data is not null)
                state = Finish(delivery, folder, state, ref data);
        }
        catch (Exception exception) when (FailureOf(exception) is { } failure)
        {
            throw failure.ToException();
        }
        finally
        {
            data?.Dispose();
        }
        // A mistyped prefix is empty too.
        if (state.Objects == 0 && source.WhyEmpty(cancellationToken) is { } nothing && !source.Place.Key.IsEmpty)
        {
            delivery.Delete(folder + UnfinishedInventory.Name);
            throw new FailureException(new Failure(FailureKind.NotFound, RetryClass.Never, $"{source.Given}: {nothing.Message}") { Code = nothing.Code });
        }
        return state;
    }

    // A key that a data file cannot hold, and a disk that takes no more.
    static Failure? FailureOf(Exception exception) =>
        exception is InvalidDataException ? Failure.Local("BadKey", exception.Message) : LocalFailure.IsLocal(exception) ? LocalFailure.From(exception, Path.GetTempPath()) : null;

    static WrittenFile Deliver(Delivery delivery, string folder, InventoryFormat format, DataFile data, string name)
    {
        using DataFile file = data;
        file.Finish();
        file.File.Position = 0;
#pragma warning disable CA5351 // What the manifest has.
        string md5 = Convert.ToHexStringLower(MD5.HashData(file.File));
#pragma warning restore CA5351
        name += DataFile.ExtensionOf(format);
        delivery.Write(folder + DataFolder + name, file.File);
        return new WrittenFile(name, file.File.Length, md5);
    }

    static UnfinishedInventory Finish(Delivery delivery, string folder, UnfinishedInventory state, ref DataFile? data)
    {
        DataFile file = data!;
        data = null;
        WrittenFile written = Deliver(delivery, folder, state.Format, file, Guid.NewGuid().ToString("d"));
        byte[]? there = delivery.Read(folder + UnfinishedInventory.Name);
        UnfinishedInventory? parsed = there is null ? null : UnfinishedInventory.Parse(there);
        if (parsed?.Run is not { } run || run != state.Run)
        {
            delivery.Delete(folder + DataFolder + written.Name);
            throw new FailureException(Lost(delivery.At(folder + UnfinishedInventory.Name), isThere: there is not null, isReadable: parsed is not null, delivery.At(folder)));
        }
        state = state with
        {
            Last = Convert.ToBase64String(file.Last.Bytes),
            Objects = state.Objects + file.Rows,
            Bytes = state.Bytes + file.Bytes,
            Unsized = state.Unsized + file.Unsized,
            Files = [.. state.Files, written],
        };
        delivery.Write(folder + UnfinishedInventory.Name, state.ToJson());
        return state;
    }

    // What this run has written there before tells whose the inventory is.
    static Failure Lost(Location file, bool isThere, bool isReadable, Location folder) =>
        !isThere ? Failure.Local("NotWritten", $"The store said that it has taken {file}, and has it not, or somebody has removed it: this run ends, for no later one could go on from it.")
        : !isReadable ? Failure.Local("BadInventory", $"{file} is not what this run has written, and cannot be read: this run ends.")
        : Failure.Local("AnotherRun", $"Another run writes this inventory by now ({folder}); this one ends. Give each an --id of its own.");

    static byte[] ManifestOf(Delivery delivery, string folder, string bucket, UnfinishedInventory state) =>
        JsonSerializer.SerializeToUtf8Bytes(new ManifestJson(
            bucket, delivery.Bucket, InventoryManifest.Version, state.Created.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            state.Format == InventoryFormat.Csv ? "CSV" : "Parquet", DataFile.SchemaOf(state.Format, state.Versions),
            [.. state.Files.Select(file => new ManifestFileJson(delivery.KeyOf(folder + DataFolder + file.Name), file.Size, file.Md5))]), ManifestJsonContext.Default.ManifestJson);

    static void Publish(Delivery delivery, string folder, string at, byte[] manifest, UnfinishedInventory state)
    {
        string links = string.Concat(state.Files.Select(file => delivery.UriOf(folder + DataFolder + file.Name) + "\n"));
        delivery.Write($"{folder}hive/dt={state.Created.UtcDateTime.ToString("yyyy-MM-dd-HH-mm", CultureInfo.InvariantCulture)}/symlink.txt", Encoding.UTF8.GetBytes(links));
        delivery.Write(at + "manifest.checksum", Encoding.ASCII.GetBytes(Inventory.Md5(manifest)));
        delivery.Write(at + SortedMark.Name, SortedMark.Create(manifest));
        delivery.Write(at + ManifestName, manifest);
    }
}
