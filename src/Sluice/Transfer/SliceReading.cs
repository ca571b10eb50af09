using Sluice.Engine;
using Sluice.S3;
using Sluice.Transfer.InPlace;
using Sluice.Transfer.Items;

namespace Sluice.Transfer;

/// <summary>A part of an object is read into a stream, from one version of it however often the connection breaks. Of a part no checksum tells whether it is right; its length is compared. For one object.</summary>
public sealed record SliceReading : ObjectOperation
{
    /// <summary>Where the bytes go. What throws here ends the item.</summary>
    public required Stream Output { get; init; }

    /// <summary>First byte, from 0; null with one of the others.</summary>
    public long? First { get; init; }

    /// <summary>Last byte, counted too; null for all from <see cref="First"/> on. What lies behind the end is left out.</summary>
    public long? Last { get; init; }

    /// <summary>So many bytes at the end.</summary>
    public long? LastBytes { get; init; }

    /// <summary>So many lines at the end. They are looked for from the end on, in constant memory.</summary>
    public long? LastLines { get; init; }

    /// <summary>Customer key of SSE-C objects.</summary>
    public SseCustomerKey? CustomerKey { get; init; }

    /// <inheritdoc/>
    public override string Name => "cat";

    /// <inheritdoc/>
    public override IEnumerable<string> Problems()
    {
        if ((First is null ? 0 : 1) + (LastBytes is null ? 0 : 1) + (LastLines is null ? 0 : 1) != 1)
            yield return "Say which part: from which byte on, or how many bytes or lines at the end.";
        if (First < 0 || Last < First || LastBytes < 0 || LastLines < 0)
            yield return "A part has no negative bounds, and ends behind its beginning.";
    }

    internal override RunRequest Describe(RunRequest run) => run with { SourceCustomerKey = CustomerKey };

    internal override WorkItem Make(TransferContext run, ObjectSource source, bool dryRun, DoneMark done) => new SliceRead(run, source, this);
}
