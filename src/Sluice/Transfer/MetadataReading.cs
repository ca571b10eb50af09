using Sluice.Engine;
using Sluice.S3;
using Sluice.Transfer.InPlace;
using Sluice.Transfer.Items;

namespace Sluice.Transfer;

/// <summary>Headers and metadata of each object are read: each outcome has them (<see cref="ItemOutcome.Attributes"/>).</summary>
public sealed record MetadataReading : ObjectOperation
{
    /// <summary>Customer key of SSE-C objects.</summary>
    public SseCustomerKey? CustomerKey { get; init; }

    /// <inheritdoc/>
    public override string Name => "meta";

    /// <inheritdoc/>
    public override IEnumerable<string> Problems() => [];

    internal override RunRequest Describe(RunRequest run) => run with { SourceCustomerKey = CustomerKey };

    internal override WorkItem Make(TransferContext run, ObjectSource source, bool dryRun, DoneMark done) => new MetadataUpdate(run, source, change: null, dryRun);
}
