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

public sealed partial class InventoryWriter
{
    // Ranges are listed at once, each page after page: whoever reads ahead lists what is another one's.
    static readonly ListingOptions OneByOne = new() { Order = ListingOrder.Sorted, Parallelism = 1, Pages = 2 };

    /// <summary>
    /// Lists a range of keys and writes its data files, which no manifest names yet. What it returns says which they are, for <see cref="Join"/>; so several machines write one inventory.
    /// Throws as <see cref="Write"/> does.
    /// </summary>
    /// <param name="request">The inventory.</param>
    /// <param name="after">The keys behind this one; empty for from the first on.</param>
    /// <param name="through">The last key that may be in it; null for all that follow.</param>
    /// <param name="mark">What the names of its files begin with: letters, digits and hyphens, 60 at most.</param>
    /// <param name="share">Keys after which the rest of it is left to others, where much is left (<see cref="InventoryPart.Rest"/>); null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public InventoryPart WriteRange(InventoryRequest request, ObjectKey after, ObjectKey? through, string mark, int? share, CancellationToken cancellationToken)
    {
        S3Tree source = Open(request);
        Delivery delivery = new(request.Out, clients, cancellationToken);
        string folder = FolderOf(request);
        ListObjectsRequest list = new(source.Place.Bucket) { Prefix = source.Place.Key, StartAfter = after };
        using ObjectLister lister = new(source.Client, list, OneByOne with { Versions = request.Versions }, cancellationToken);
        List<WrittenFile> files = [];
        RangeShare part = new(share is { } keys ? new KeySections(source.Client.ListObjects, source.Place.Bucket, source.Place.Key, keys) : null, through);
        long objects = 0, bytes = 0, unsized = 0;
        DataFile? data = null;
        RowGroup? rows = null;
        try
        {
            bool isOver = false;
            while (!isOver && lister.TryNext(out ListObjectsPage page))
                foreach (ListedObject found in page.Objects)
                {
                    if (isOver = part.EndsBefore(found.Key, cancellationToken))
                        break;
                    if (data?.Rows >= mostRows && (!request.Versions || found.Key != data.Last))
                        Finish();
                    data ??= DataFile.Create(request.Format, source.Place.Bucket, request.Versions, ref rows);
                    data.Add(found);
                }
            cancellationToken.ThrowIfCancellationRequested();
            if (!isOver && lister.Error is { } error)
                throw error.ToException();
            if (data is not null)
                Finish();
        }
        catch (Exception exception) when (FailureOf(exception) is { } failure)
        {
            throw failure.ToException();
        }
        finally
        {
            data?.Dispose();
        }
        return new InventoryPart(new WrittenPart(objects, bytes, files) { Unsized = unsized }) { Rest = part.Rest };

        void Finish()
        {
            (objects, bytes, unsized) = (objects + data!.Rows, bytes + data.Bytes, unsized + data.Unsized);
            files.Add(Deliver(delivery, folder, request.Format, data, $"{mark}-{Guid.NewGuid():n}"));
            data = null;
        }
    }

    /// <summary>
    /// Writes the manifest of an inventory whose ranges are written: from the same parts the same bytes, whoever does it and however often. Throws <see cref="ArgumentException"/> when another inventory
    /// of the same minute is there, and <see cref="FailureException"/> when a store fails.
    /// </summary>
    /// <param name="request">The inventory.</param>
    /// <param name="created">When its ranges were begun.</param>
    /// <param name="parts">What was written of each range, in their order.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public InventoryReport Join(InventoryRequest request, DateTimeOffset created, IEnumerable<InventoryPart> parts, CancellationToken cancellationToken)
    {
        S3Tree source = Open(request);
        Delivery delivery = new(request.Out, clients, cancellationToken);
        string folder = FolderOf(request), at = folder + FolderOf(created);
        UnfinishedInventory state = new("", source.Place.ToString(), request.Format, created, "", 0, 0, []) { Versions = request.Versions, Unsized = 0 };
        List<WrittenFile> files = [];
        foreach (InventoryPart part in parts)
        {
            files.AddRange(part.Written.Files);
            state = state with { Objects = state.Objects + part.Objects, Bytes = state.Bytes + part.Bytes, Unsized = state.Unsized + part.Written.Unsized };
        }
        state = state with { Files = files };
        byte[] manifest = ManifestOf(delivery, folder, source.Place.Bucket, state);
        if (delivery.Read(at + ManifestName) is not { } there)
            Publish(delivery, folder, at, manifest, state);
        else if (!there.AsSpan().SequenceEqual(manifest))
            throw new ArgumentException($"{delivery.At(at + ManifestName)} is there already: an inventory of the same minute. Give another id.");
        return new InventoryReport(delivery.At(at + ManifestName), created, state.Objects, state.Bytes, files.Count, 0) { Unsized = state.Unsized };
    }

    /// <summary>The data files of ranges, also those that no manifest will name, finished or not: of workers that died, or came second. Throws <see cref="FailureException"/> when a store fails.</summary>
    /// <param name="request">The inventory.</param>
    /// <param name="mark">What their names begin with.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IReadOnlyList<(Location At, string Name)> FilesOf(InventoryRequest request, string mark, CancellationToken cancellationToken) =>
        [.. new Delivery(request.Out, clients, cancellationToken).List(FolderOf(request) + DataFolder, mark + "-")];

    /// <summary>Removes one of <see cref="FilesOf"/>; nothing happens when it is gone. Throws <see cref="FailureException"/>.</summary>
    public void Remove(InventoryRequest request, string name, CancellationToken cancellationToken) =>
        new Delivery(request.Out, clients, cancellationToken).Delete(FolderOf(request) + DataFolder + name);

    S3Tree Open(InventoryRequest request)
    {
        if (request.Problems() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join('\n', problems), nameof(request));
        S3Tree source = request.Source.Open(new TreeContext(clients), recursive: true).Objects!;
        return source.Shape == TreeShape.Container ? source : throw new ArgumentException($"An inventory is of a bucket or a prefix; {request.Source} is a pattern.");
    }

    static string FolderOf(InventoryRequest request) => $"{request.Source.InStore!.Bucket}/{request.Id}/";
}
