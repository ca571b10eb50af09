using Sluice.Benchmarking.TestObjects;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Copying;
using Sluice.Transfer.Items;
using Sluice.Trees.Local;

namespace Sluice.Benchmarking.Work;

/// <summary>Gets every object, as <c>cp</c> does.</summary>
/// <param name="objects">The objects.</param>
/// <param name="nameStart">Bytes of each key before the name that a file gets.</param>
/// <param name="destination">Where the bytes go: the null device, or a directory.</param>
/// <param name="memory">Keeps the bytes instead; null for none.</param>
internal sealed class DownloadWork(IReadOnlyList<ObjectSource> objects, int nameStart, LocalLocation destination, RoundMemory? memory) : BenchWork
{
    /// <inheritdoc/>
    public override long Objects => objects.Count;

    /// <inheritdoc/>
    public override Failure? Produce(Round round)
    {
        FileTransferFactory targets = new(round.Run, new LocalTree(destination.Path, keepsLinks: false) { Given = destination }, isDirectory: !destination.IsNull, dryRun: false);
        long start = 0;
        foreach (ObjectSource source in objects)
        {
            if (!round.TryBegin(source.Size))
                return null;
            if (!round.Offer(memory is null
                ? targets.Make(source, source.Key.Bytes[nameStart..])
                : FileTransferFactory.Make(round.Run, source, new MemorySink(memory, start), new LocalLocation("memory"))))
                return null;
            start += source.Size;
        }
        round.IsComplete = true;
        return null;
    }
}
