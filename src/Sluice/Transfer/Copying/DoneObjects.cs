using System.Collections;
using Sluice.S3;
using Sluice.Transfer.Items;
using Sluice.Transfer.Journal;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Copying;

/// <summary>
/// Objects that earlier runs of a command wrote, held against what the destination has now: an item counts as done while its
/// object is there, with the size and the ETag that the journal knows. Many are looked for in one listing of the destination,
/// few by a HEAD each; so are those that the listing could not show. For one thread at a time.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="client">The destination's store.</param>
/// <param name="destination">Its bucket and prefix.</param>
/// <param name="isPrefix">Items are below it; else it is the one object.</param>
internal sealed class DoneObjects(TransferContext run, S3Client client, S3Location destination, bool isPrefix)
{
    // Fewer are asked for one by one: a listing is a request for each 1,000 keys, and nobody knows how many there are.
    const int Few = 16;

    UInt128[]? _known;
    BitArray? _isThere;
    bool _listedAll;

    /// <summary>True for an item that is done. Otherwise <paramref name="earlier"/> is what a HEAD has to show, or null for an item that is to be done.</summary>
    /// <param name="fingerprint">The item; null is never done.</param>
    /// <param name="size">Its bytes.</param>
    /// <param name="target">The object.</param>
    /// <param name="earlier">What may have been done.</param>
    public bool Has(UInt128? fingerprint, long size, ObjectTarget target, out ResumedObject? earlier)
    {
        earlier = null;
        if (fingerprint is not { } item || run.Journal!.DoneOf(item) is not { IsEmpty: false } done)
            return false;
        if (_known is null)
            List(run.Journal.DoneItems);
        bool mayBe = false;
        foreach (DoneItem one in done)
        {
            int at = Array.BinarySearch(_known!, one.Object);
            if (at >= 0 && _isThere![at])
                return true;
            mayBe |= !_listedAll || one.Object == default;
        }
        if (mayBe)
            earlier = new ResumedObject(target, size, done[^1].Object);
        return false;
    }

    void List(ReadOnlySpan<DoneItem> done)
    {
        _known = [];
        _isThere = new BitArray(0);
        if (!isPrefix || done.Length <= Few)
            return;
        _known = new UInt128[done.Length];
        for (int item = 0; item < done.Length; item++)
            _known[item] = done[item].Object;
        Array.Sort(_known);
        _isThere = new BitArray(_known.Length);
        using ObjectLister lister = new(client, new ListObjectsRequest(destination.Bucket) { Prefix = destination.Key }, new ListingOptions { Order = ListingOrder.Any }, run.Token);
        bool told = true;
        // Never more requests than the other way would take.
        for (int pages = done.Length; lister.TryNext(out ListObjectsPage page); pages--)
        {
            if (pages == 0)
                return;
            foreach (ListedObject listed in page.Objects)
            {
                if (listed.ETag is not { Length: > 0 } etag || listed.Size is not { } size)
                    told = false;
                else if (Array.BinarySearch(_known, ItemIdentity.ObjectOf(destination.Bucket, listed.Key, size, etag)) is >= 0 and int at)
                    _isThere[at] = true;
            }
        }
        _listedAll = told && lister.Error is null;
    }
}
