using Sluice.Engine;
using Sluice.Failures;
using Sluice.Transfer.Content;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Removing;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Items;

/// <summary>
/// An item of a move that replaces nothing, whose name an earlier run was about to give (<see cref="RecordKind.Naming"/>). Has that name the bytes
/// of the source, then that run came so far and no further, and the source goes. Other bytes are somebody else's.
/// </summary>
/// <param name="Source">The source's tree.</param>
/// <param name="Entry">The source.</param>
/// <param name="Destination">Where it goes.</param>
/// <param name="Name">Its name there; empty for the one that was named.</param>
internal sealed record ResumedMove(Tree Source, TreeEntry Entry, Tree Destination, ReadOnlyMemory<byte> Name) : ResumedItem(Entry.Size ?? 0)
{
    UploadSource? _read;

    /// <summary>What showed that the bytes are the same.</summary>
    public Verification Verified { get; private set; }

    /// <inheritdoc/>
    public override bool IsThere(ItemTransfer item, Worker worker)
    {
        if (Destination.Find(Name, TreeQuery.Sorted, item.Run.Token, out TreeEntry? found) is not null || found is not { Problem: null } copy)
            return false;
        // Opened before it is compared: what is removed is what was compared.
        if (Source.Objects is null && Source.Open(Entry, out _read) is not null)
            return false;
        ContentVerdict verdict = new ContentComparison(item.Run, Source, Destination, cache: null).Compare(item, Entry, copy, worker, mayReadObjects: true);
        Verified = verdict.Evidence switch { ContentEvidence.Md5 => Verification.Md5, ContentEvidence.Size => Verification.Size, _ => Verification.Checksum };
        if (verdict.Answer == ContentAnswer.Same)
            return true;
        _read?.Dispose();
        return false;
    }

    /// <summary>Removes the source, if it is still what was compared; why it is still there, or null.</summary>
    public ItemFailure? RemoveSource(ItemTransfer item)
    {
        using UploadSource? read = _read;
        if (Source.Objects is not { } objects)
            return ItemFailure.From(Source.Remove(Entry, read));
        ObjectTarget? copy = Destination.Objects is { } place && place.Client != objects.Client
            ? new ObjectTarget(place.Client, place.Place.Profile, place.Place.Bucket, place.KeyOf(Name.Span), S3.ObjectAttributes.None) : null;
        return ObjectRemoval.Remove(item.Run, item, ObjectSource.From(objects, Entry), copy);
    }
}
