using Sluice.Jobs.Chunks;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Jobs;

/// <summary>A chunk that a worker is to do.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Source">Its items, in place of the source of the job's command.</param>
/// <param name="Items">How many there are.</param>
public sealed record JobChunk(string Name, int Attempt, Location Source, int Items)
{
    /// <summary>Items besides those of <see cref="Source"/>, in place of the destination of the job's command: copies whose source is gone, to be removed. Null for none.</summary>
    public Location? Removals { get; init; }

    /// <summary>Its items, where they are ranges of keys.</summary>
    public IReadOnlyList<JobRange> Ranges
    {
        get
        {
            ChunkLocation chunk = (ChunkLocation)Source;
            // No client is asked for a name.
            Tree tree = chunk.Source.Open(new TreeContext(null!), recursive: true);
            return [.. chunk.Items.Select(item => new JobRange(Key(item.Name), item.Through is { } through ? Key(through) : null) { At = tree.At(item.Name) })];

            ObjectKey Key(byte[] name) => tree.Objects!.KeyOf(name);
        }
    }

    /// <summary>To be told of the multipart uploads that are begun for it, so that <see cref="Leftovers.JobLeftovers"/> finds those of a worker that died. Null for nobody.</summary>
    public UploadLog? Uploads { get; init; }

    /// <summary>What is done of its one item, a large object that several workers copy; null for items that are done as they are.</summary>
    public SplitStep? Split { get; init; }

    /// <summary>No item of a source, in its place.</summary>
    public static Location Empty(Location source) => new Chunks.ChunkLocation(source, []);
}
