using Sluice.Engine;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.InPlace;
using Sluice.Transfer.Items;

namespace Sluice.Transfer;

/// <summary>The checksum of each object is asked for: each outcome has it (<see cref="ItemOutcome.Checksum"/>), and the ETag.</summary>
public sealed record ChecksumReading : ObjectOperation
{
    /// <summary>The kind that is wanted, of the whole object; null for what the store tells, also none. An object of which the store tells no such one fails, unless it is read.</summary>
    public ChecksumAlgorithm? Algorithm { get; init; }

    /// <summary>An object of which the store does not tell the kind that is wanted is read, and its bytes are compared with what the store does tell. Default false.</summary>
    public bool Reads { get; init; }

    /// <summary>Customer key of SSE-C objects.</summary>
    public SseCustomerKey? CustomerKey { get; init; }

    /// <inheritdoc/>
    public override string Name => "checksum";

    /// <inheritdoc/>
    public override IEnumerable<string> Problems()
    {
        if (Algorithm == ChecksumAlgorithm.None)
            yield return "None is no kind of checksum.";
        if (Reads && Algorithm is null)
            yield return "Objects are read for one kind of checksum; name it.";
    }

    internal override RunRequest Describe(RunRequest run) => run with { SourceCustomerKey = CustomerKey };

    internal override WorkItem Make(TransferContext run, ObjectSource source, bool dryRun, DoneMark done) => new ChecksumRead(run, source, this);
}
