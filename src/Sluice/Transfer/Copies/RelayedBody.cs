using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Items;

namespace Sluice.Transfer.Copies;

/// <summary>Bytes of an object that go to another store while they come.</summary>
/// <param name="item">The copy.</param>
/// <param name="from">Where they come from.</param>
/// <param name="length">How many.</param>
/// <param name="hasher">A hash state of the checksum that is sent behind them.</param>
/// <param name="window">Where they pass.</param>
internal sealed class RelayedBody(ItemTransfer item, BodyFetch from, long length, ChecksumHasher hasher, Memory<byte> window) : StreamedBody(length, hasher, window)
{
    /// <summary>Bytes that were counted as moved.</summary>
    public long Counted { get; private set; }

    /// <inheritdoc/>
    protected override int Next(Span<byte> buffer)
    {
        try
        {
            int count = from.Read(buffer);
            item.CountMoved(count);
            Counted += count;
            return count;
        }
        catch (OperationCanceledException)
        {
            // The connection that it would be sent on is in other hands: they close it.
            return 0;
        }
    }
}
