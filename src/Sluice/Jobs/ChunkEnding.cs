using Sluice.Engine;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Claims;
using Sluice.Jobs.Leftovers;
using Sluice.Jobs.Splits;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Jobs;

/// <summary>Ends chunks that a worker has done, or over which workers have died: seals them, or takes them apart.</summary>
/// <param name="store">The job.</param>
/// <param name="job">What it is.</param>
/// <param name="source">The source of its command.</param>
/// <param name="destination">The destination of its command; null for none.</param>
/// <param name="queue">Its chunks.</param>
/// <param name="sealer">Seals for the worker.</param>
/// <param name="clock">The clock of claims.</param>
/// <param name="lastWords">The last words of a worker that died; null where they are not known.</param>
internal sealed class ChunkEnding(JobStore store, JobDefinition job, Location source, Location? destination, IChunkQueue queue, ChunkSealer sealer, TimeProvider clock, Func<string, string?> lastWords)
{
    /// <summary>Seals a chunk whose items all have an outcome, unless its claim is lost.</summary>
    public void Seal(ChunkClaim claim, ChunkResult result, ChunkContent content, ChunkSplit? split, UploadNotes uploads, CancellationToken cancellationToken)
    {
        ChunkSeal seal = split?.Write(sealer, claim.Attempt, result, cancellationToken)
            ?? sealer.Of(claim.Chunk, claim.Attempt, sealer.Write(claim.Chunk, claim.Attempt, result.Rows, cancellationToken), result.Outcomes, split?.Bytes ?? content.Bytes, result.Unverified);
        if (result.Rest.Count > 0)
            seal = WithSections(seal, result, cancellationToken);
        // Whoever lost its claim does not seal: another one has the chunk, and its rows are later ones.
        if (!LeaseKeeper.Holds(claim, queue.Lasts, clock) && !queue.Renew(claim, cancellationToken))
        {
            queue.GiveBack(claim, cancellationToken);
            return;
        }
        bool isFirst = sealer.Seal(seal, cancellationToken);
        queue.Complete(claim, cancellationToken);
        if (isFirst && seal.Sections is not null)
            queue.Add(seal.Halves, cancellationToken);
        if (split is not null)
            End(split, seal, isFirst, uploads, cancellationToken);
    }

    /// <summary>Halves a chunk over which workers have died, or sets its one item apart. To its end once it has begun: few requests, and a claim that is left half way keeps the chunk from others.</summary>
    public void Halve(ChunkClaim claim, ChunkContent content)
    {
        CancellationToken cancellationToken = CancellationToken.None;
        if (content.Items.Count > 1)
        {
            queue.Add(sealer.Halve(claim.Chunk, claim.Attempt, content.Items, cancellationToken), cancellationToken);
            queue.Complete(claim, cancellationToken);
            return;
        }
        ChunkSplit? split = ChunkSplit.Find(store, job, claim.Chunk, content, cancellationToken);
        if (split is { IsReady: false })
        {
            queue.GiveBack(claim, cancellationToken);
            return;
        }
        ChunkItem item = content.Items[0];
        // No client is asked for a name.
        ReadOnlyMemory<byte> rows = JobRows.Quarantined(item.In((item.IsRemoved && destination is not null ? destination : source).Open(new TreeContext(null!), recursive: true)), claim.Attempt - 1, claim.Died, claim.Died is { } died ? lastWords(died) : null);
        ChunkSeal seal = split is not null && JobNames.RangeOf(claim.Chunk) is not null ? split.WriteRefused(sealer, claim.Attempt, rows, cancellationToken)
            : sealer.Of(claim.Chunk, claim.Attempt, sealer.Write(claim.Chunk, claim.Attempt, rows, cancellationToken), new OutcomeCounts(0, 0, 0, 0, 0, 0, 1), split?.Bytes ?? content.Bytes, unverified: 0);
        sealer.Seal(seal, cancellationToken);
        queue.Complete(claim, cancellationToken);
        if (split?.Next(seal, cancellationToken) is { Count: > 0 } next)
            queue.Add(next, cancellationToken);
    }

    // Their files say that they are there: what each has, the seal says, for two workers may have cut the range at different keys.
    ChunkSeal WithSections(ChunkSeal seal, ChunkResult result, CancellationToken cancellationToken)
    {
        // No client is asked for a name.
        S3Tree keys = source.Open(new TreeContext(null!), recursive: true).Objects!;
        ChunkSection[] sections = [.. result.Rest.Select(range => new ChunkSection(NameOf(range.After), range.Through is { } through ? NameOf(through) : null))];
        // What an earlier cut has left, whose seal a store has lost, is of other keys.
        int cut = (int)((uint)NameHash.Of(System.Text.Encoding.UTF8.GetBytes(seal.Outcomes!)) % 1_000_000);
        string[] names = [.. sections.Select((_, at) => JobNames.Section(seal.Chunk, cut, at))];
        byte[] file = ChunkFile.Write(job.Mark, []);
        foreach (string name in names)
            store.Write(JobNames.Chunk(name), file, cancellationToken);
        return seal with { Halves = names, Sections = sections, Unverified = seal.Unverified ?? 0 };

        byte[] NameOf(ObjectKey key) => key.Bytes[keys.NameStart..].ToArray();
    }

    // What another one has sealed first stands. What nobody goes on with is given up; where that fails, a cleanup finds it by its note.
    void End(ChunkSplit split, ChunkSeal seal, bool isFirst, UploadNotes uploads, CancellationToken cancellationToken)
    {
        if (split.Step.Begun is { } begun && !isFirst)
        {
            if (split.Step.Abort(cancellationToken) is not null)
                return;
            uploads.Ended(begun.Id);
            uploads.End(cancellationToken);
        }
        else if (isFirst && JobNames.IsJoin(seal.Chunk))
        {
            if (seal.Done == 1 || split.Step.Abort(cancellationToken) is null)
                split.Forget(cancellationToken);
        }
        else if (split.Next(seal, cancellationToken) is { Count: > 0 } next)
        {
            queue.Add(next, cancellationToken);
        }
    }
}
