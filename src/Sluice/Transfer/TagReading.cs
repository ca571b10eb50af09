using Sluice.Engine;
using Sluice.Transfer.InPlace;
using Sluice.Transfer.Items;

namespace Sluice.Transfer;

/// <summary>The tags of each object are read: each outcome has them (<see cref="ItemOutcome.Attributes"/>).</summary>
public sealed record TagReading : ObjectOperation
{
    /// <inheritdoc/>
    public override string Name => "tag";

    /// <inheritdoc/>
    public override IEnumerable<string> Problems() => [];

    internal override bool TakesUnseen => true;

    internal override WorkItem Make(TransferContext run, ObjectSource source, bool dryRun, DoneMark done) => new TagRead(run, source);
}
