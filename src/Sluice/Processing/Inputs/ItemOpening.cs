using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.S3.Checksums;
using Sluice.Transfer;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Trees;

namespace Sluice.Processing.Inputs;

/// <summary>Opens an item for its action: small objects in memory and verified, larger ones as they pass, blocks from their first line on.</summary>
/// <param name="context">The run.</param>
/// <param name="item">The item.</param>
/// <param name="tree">What the object was found in.</param>
/// <param name="entry">The object.</param>
/// <param name="split">What the object's blocks share; null for an object that is processed as a whole.</param>
/// <param name="block">The block; null for the whole object.</param>
internal readonly struct ItemOpening(ProcessContext context, ItemTransfer item, Tree tree, TreeEntry entry, SplitObject? split, LineBlock? block)
{
    /// <summary>Objects up to this size are fetched before a program is there for them: many requests ahead of few programs.</summary>
    public const int MostHeld = 4 << 20;

    // Buffers are kept by their length: few lengths, so that they are used again.
    const int LeastHeld = 16 << 10;

    /// <summary>Opens it; why that failed, or null.</summary>
    /// <param name="worker">Whose thread reads it.</param>
    /// <param name="judge">Knows what earlier fetches brought; null for what is in no store.</param>
    /// <param name="held">An object that is in memory stays there for further attempts; whoever opened it first disposes it.</param>
    /// <param name="input">Its bytes.</param>
    /// <param name="verified">What they were compared with, where that is known already.</param>
    public ItemFailure? Open(Worker worker, FetchJudge? judge, ref HeldInput? held, out ItemInput? input, ref Verification verified)
    {
        input = held;
        if (held is not null)
        {
            held.Rewind();
            return null;
        }
        if (split is not null)
            return OpenBlock(worker, out input);
        if (tree.Objects is not { } objects)
        {
            input = new FileInput(item, tree, entry);
            return input.Failure;
        }
        ObjectSource source = ObjectSource.From(objects, entry);
        bool needsSpace = context.Action.NeedsSpace;
        if (needsSpace && IsTooLarge(source.Size))
            return TooLarge();
        if (source.Size is < 0 or > MostHeld || source.Size > item.Run.Memory.Limit / 16)
        {
            input = new StreamedInput(item, worker, source, judge!, needsSpace ? LengthFor(source.Size) : 0);
            return input.Failure;
        }
        BufferLease? lease = source.Size == 0 ? null : item.Run.Memory.Reserve((needsSpace ? 2 : 1) * LengthFor(source.Size), item.Run.Token);
        ItemFailure? failure = MemoryFetch.Fetch(item, worker, source, null, null, lease is null ? default : lease.Span[..(int)source.Size], ChecksumAlgorithm.Crc64Nvme, out _, out _, out verified);
        if (failure is not null)
        {
            lease?.Dispose();
            return failure;
        }
        input = held = new HeldInput(lease is null ? default : lease.Memory[..(int)source.Size], lease);
        return null;
    }

    bool IsTooLarge(long size) => size < 0 || size > Math.Min(item.Run.Memory.Limit / 4, 1 << 30);

    ItemFailure TooLarge() => new(OutcomeKind.Failed, "TooLarge", $"A file of it does not fit into the memory allowed ({item.Run.Memory.Limit:N0} bytes, a quarter of which one object may have); a larger --memory, or stdin, takes it.");

    ItemFailure? OpenBlock(Worker worker, out ItemInput? input)
    {
        input = null;
        // Its last line ends behind it.
        if (context.Action.NeedsSpace && IsTooLarge(2 * block!.Length))
            return TooLarge();
        int space = context.Action.NeedsSpace ? 2 * LengthFor(block!.Length) : 0;
        if (split!.Begin(item, worker) is { } refused)
            return refused;
        input = tree.Objects is { } objects
            ? new ObjectBlockInput(item, worker, ObjectSource.From(objects, entry), split, block!, space)
            : new FileBlockInput(item, tree, entry, block!, space);
        return input.Failure;
    }

    // Powers of two.
    static int LengthFor(long size) => Math.Max(LeastHeld, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)size));
}
