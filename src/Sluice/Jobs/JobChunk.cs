using Sluice.Jobs.Chunks;
using Sluice.Jobs.Deltas;
using Sluice.Engine;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Removing;
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

    /// <summary>
    /// Items of <see cref="Removals"/> that are to stay, each as it then ends. All of them, where the source has one that it did not list: its listing is no proof then that the others are gone. Some
    /// of them are asked for at the source, 64 at most. Else those that are not what jobs have copied there, as far as the destination tells of each.
    /// </summary>
    /// <param name="clients">The stores.</param>
    /// <param name="successor">Asked last: which job goes on from this one, and may have copied anew what this one is to remove; null for none.</param>
    /// <param name="rest">The others, in place of <see cref="Removals"/>; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IReadOnlyList<ItemOutcome> FindKept(S3ClientFactory clients, Func<Location?> successor, out Location? rest, CancellationToken cancellationToken)
    {
        TreeContext context = new(clients);
        rest = Removals;
        if (Removals is not ChunkLocation gone || ((ChunkLocation)Source).Source.Open(context, recursive: true).Objects is not { } source)
            return [];
        Tree copies = gone.Source.Open(context, recursive: true);
        KeptCopy?[] why = new KeptCopy?[gone.Items.Count];
        if (new SourceLook(source).Find(gone.Items.Select(static item => (ReadOnlyMemory<byte>)item.Name), gone.Items.Count, cancellationToken) is { } there)
            Array.Fill(why, new($"{there} is at the source, which did not list it: it came meanwhile, or the store lists less than it has."));
        else if (copies.Objects is { } objects)
            why = new CopyLook(objects).Find(gone.Items, cancellationToken);
        // Last: another job may have copied anew what this one is to remove.
        if (why.Contains(null) && successor() is { } next)
            why = [.. why.Select(kept => kept ?? new(JobSuccessor.Sentence(next)))];
        ChunkItem[] others = [.. gone.Items.Where((_, at) => why[at] is null)];
        rest = others.Length == 0 ? null : gone with { Items = others };
        return [.. gone.Items.Zip(why).Where(static one => one.Second is not null).Select(one => new ItemOutcome
        {
            Kind = one.Second!.IsOthers ? OutcomeKind.Changed : OutcomeKind.Failed,
            Operation = "rm",
            From = copies.At(one.First.Name),
            ErrorCode = "NotRemoved",
            Message = $"The copy stays: {one.Second.Reason}",
        })];
    }

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
