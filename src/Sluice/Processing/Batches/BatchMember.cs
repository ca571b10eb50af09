using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.Processing.Inputs;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Processing.Batches;

/// <summary>An object of a batch, and what became of it.</summary>
/// <param name="tree">What it was found in.</param>
/// <param name="entry">The object, whose size is known.</param>
internal sealed class BatchMember(Tree tree, TreeEntry entry)
{
    /// <summary>Its names.</summary>
    public ItemFields Fields { get; } = new(tree, entry, null);

    /// <summary>Where it is.</summary>
    public Location At => Fields.At;

    /// <summary>Its number in results.</summary>
    public UInt128 Id => ItemId.From(tree, entry, null);

    /// <summary>Its bytes.</summary>
    public int Length { get; } = (int)entry.Size!.Value;

    /// <summary>All of it, verified, once it was read.</summary>
    public ReadOnlyMemory<byte> Content { get; private set; }

    /// <summary>True for what looks like lines, and has no end of the last one.</summary>
    public bool EndsWithinLine => Content.Span is [.., not (byte)'\n'] content && DecompressedInput.CompressionOf(content) is null;

    /// <summary>What it was compared with.</summary>
    public Verification Verified => _verified;

    /// <summary>The last of its rows; null while it has none.</summary>
    public ProcessedObject? Row { get; set; }

    /// <summary>Why it failed; null while it did not.</summary>
    public ItemFailure? Failure { get; set; }

    Verification _verified;

    /// <summary>Reads it into memory; why that failed, or null.</summary>
    public ItemFailure? Read(ItemTransfer item, Worker worker, Memory<byte> into)
    {
        Content = into;
        if (tree.Objects is { } objects)
            return MemoryFetch.Fetch(item, worker, ObjectSource.From(objects, entry), null, null, into.Span, ChecksumAlgorithm.Crc64Nvme, out _, out _, out _verified);
        ItemFailure? failure = ItemFailure.From(tree.Open(entry, out UploadSource? source));
        using (source)
        {
            if (failure is not null)
                return failure;
            if (source!.Length != into.Length)
                return ItemFailure.Changed("It is another one than was listed.");
            try
            {
                int at = 0;
                for (int count; at < into.Length && (count = source.Read(at, into.Span[at..])) > 0; at += count)
                    item.Run.CountMoved(count);
                return at < into.Length ? ItemFailure.Changed("It became shorter while it was read.") : ItemFailure.From(source.Change());
            }
            catch (Exception exception) when (LocalFailure.IsLocal(exception))
            {
                return ItemFailure.From(exception, path: null);
            }
        }
    }
}
