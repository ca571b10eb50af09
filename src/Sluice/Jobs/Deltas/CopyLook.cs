using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Proofs;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Jobs.Deltas;

/// <summary>
/// Asks, by a HEAD each, whether what has the names of copies that are to be removed is what jobs have copied there: by size, then by checksum or MD5, then by the ETag of what was copied. What is
/// not shown to be that is somebody else's.
/// </summary>
/// <param name="copies">The destination.</param>
internal sealed class CopyLook(S3Tree copies)
{
    const int AtOnce = 16;

    /// <summary>Why each of them is to stay, in their order; null for one that is what was copied, or is there no more, and where nobody told what was copied.</summary>
    public KeptCopy?[] Find(IReadOnlyList<ChunkItem> items, CancellationToken cancellationToken)
    {
        KeptCopy?[] why = new KeptCopy?[items.Count];
        Parallel.For(0, items.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, at =>
        {
            if (items[at].Copy is { } copy)
                why[at] = Look(copies.KeyOf(items[at].Name), copy, cancellationToken);
        });
        return why;
    }

    KeptCopy? Look(ObjectKey key, MadeCopy copy, CancellationToken cancellationToken)
    {
        if (!copies.Client.HeadObject(new HeadObjectRequest(copies.Place.Bucket, key) { WantsProof = true }, cancellationToken).TryGet(out ObjectInfo? info, out S3Error? error))
            return error.Kind == FailureKind.NotFound ? null : new($"whether it is what a job has copied is not known: {error.Message}");
        KeptCopy? why = null;
        foreach (MadeCopy made in MadeCopy.With(copy))
        {
            if (Judge(info, made) is not { } kept)
                return null;
            // What cannot be told from one of them is not known to be somebody else's.
            why = why is { IsOthers: false } ? why : kept;
        }
        return why;
    }

    static KeptCopy? Judge(ObjectInfo info, MadeCopy copy)
    {
        if (copy.Size is { } size && info.TotalLength != size)
            return new($"it has {info.TotalLength:N0} bytes, and what a job has copied there had {size:N0}: it was written by somebody else since.") { IsOthers = true };
        bool? same = copy.Checksum is { } moved ? ItemProver.Agrees(info, moved) : null;
        if (same is null && copy.ETag is { } listed && info.ETag is { } tag && EntityTag.AreSame(listed, tag))
            same = true;
        return same switch
        {
            true => null,
            false => new("it is of other bytes than what a job has copied there (by its checksum): it was written by somebody else since.") { IsOthers = true },
            null => new("neither a checksum nor an ETag of it shows that it is what a job has copied there."),
        };
    }
}
