using Sluice.Engine;
using Sluice.S3;
using Sluice.Transfer.InPlace;
using Sluice.Transfer.Items;

namespace Sluice.Transfer;

/// <summary>Each object gets this access control list in place of the one that it has, which is not read. Two requests for each: it is set, and looked at (S3 API reference, PutObjectAcl).</summary>
public sealed record AclChange : ObjectOperation
{
    /// <summary>A canned list, or grants; null where <see cref="Document"/> has the list.</summary>
    public AclHeaders? Headers { get; init; }

    /// <summary>The list as S3's XML; empty where <see cref="Headers"/> has it.</summary>
    public ReadOnlyMemory<byte> Document { get; init; }

    /// <summary>True when a list that the store tells is not this one; false also where the two cannot be compared.</summary>
    /// <param name="now">What it tells.</param>
    public bool IsContradictedBy(ObjectAccess now) => Headers is { } headers ? AclProof.IsContradicted(headers, now) : AclProof.IsContradicted(Document.Span, now);

    /// <inheritdoc/>
    public override string Name => "acl";

    /// <inheritdoc/>
    public override IEnumerable<string> Problems() => Headers is null == Document.IsEmpty ? ["Say one list: a canned one or grants, or a document."] : [];

    internal override bool TakesUnseen => true;

    internal override WorkItem Make(TransferContext run, ObjectSource source, bool dryRun, DoneMark done) => new AclUpdate(run, source, this, dryRun) { Fingerprint = done.Fingerprint };
}
