namespace Sluice.Tests.Conformance;

/// <summary>One thing that one store cannot do.</summary>
/// <param name="Store">Name of the store.</param>
/// <param name="Capability">What it cannot do.</param>
/// <param name="Why">What it does instead, as seen.</param>
public sealed record Difference(string Store, Capability Capability, string Why);

/// <summary>
/// The one table of what the stores of the conformance suite cannot do. A difference changes what a test expects of that store, it
/// never leaves a test out; docs/stores.md is printed from here.
/// </summary>
public static class Differences
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Difference> All { get; } =
    [
        new("Ceph", Capability.KeepsCrc64Nvme, "16.2 knows no x-amz-checksum headers and ignores them"),
        new("Ceph", Capability.KeepsCrc32C, "16.2 knows no x-amz-checksum headers and ignores them"),
        new("Ceph", Capability.KeepsCrc32, "16.2 knows no x-amz-checksum headers and ignores them"),
        new("Ceph", Capability.KeepsSha1, "16.2 knows no x-amz-checksum headers and ignores them"),
        new("Ceph", Capability.KeepsSha256, "16.2 knows no x-amz-checksum headers and ignores them"),
        new("Ceph", Capability.CombinesCrc64Nvme, "16.2 knows no x-amz-checksum headers and ignores them"),
        new("Ceph", Capability.CombinesCrc32C, "16.2 knows no x-amz-checksum headers and ignores them"),
        new("Ceph", Capability.CombinesCrc32, "16.2 knows no x-amz-checksum headers and ignores them"),
        new("Ceph", Capability.LimitsPartNumbers, "larger numbers are accepted"),
        new("Ceph", Capability.KeepsTagsOfUploads, "the tags are lost, and an empty document comes when they are asked for"),
        new("Ceph", Capability.CopiesPartsOfPercentKeys, "decodes the source twice: NoSuchKey, or another object's bytes"),
        new("Ceph", Capability.NamesMissingUploads, "answers NoSuchKey"),
        new("Ceph", Capability.CompletesOnlyKnownUploads, "answers 500"),
        new("Ceph", Capability.ChecksPartOrder, "the parts are joined in the order of their numbers"),
        new("Ceph", Capability.CopiesIfMatch, "the condition is ignored"),
        new("Ceph", Capability.ComparesWholeChecksums, "16.2 knows no x-amz-checksum headers and ignores them"),
        new("Ceph", Capability.HeadsParts, "partNumber is ignored: the whole object's size comes"),
        new("Ceph", Capability.ReadsParts, "partNumber is ignored: the whole object comes"),
        new("Ceph", Capability.WritesIfMatch, "compares with the ETag unquoted, so the quoted one never matches"),
        new("Ceph", Capability.CompletesIfAbsent, "the condition is ignored: the object is overwritten"),
        new("Ceph", Capability.LimitsKeys, "answers InvalidObjectName"),
        new("moto", Capability.VerifiesSignatures, "any key and any secret are accepted, and none"),
        new("moto", Capability.VerifiesBodies, "digests are not compared"),
        new("moto", Capability.CombinesCrc64Nvme, "none is returned"),
        new("moto", Capability.CombinesCrc32C, "returns the CRC-32 under that name"),
        new("moto", Capability.CompletesOnlyKnownUploads, "answers 500"),
        new("moto", Capability.ComparesWholeChecksums, "any value is accepted"),
        new("moto", Capability.ChecksPartOrder, "the parts are joined in the order of their numbers"),
        new("moto", Capability.KnowsMissingUploads, "answers 500"),
        new("moto", Capability.PagesParts, "answers with the last part left out"),
        new("moto", Capability.TakesLineFeeds, "answers 404 with a web page"),
        new("moto", Capability.ReadsParts, "partNumber is ignored: the whole object comes"),
        new("moto", Capability.CopiesIfMatch, "the condition is ignored"),
        new("moto", Capability.LimitsKeys, "longer keys are accepted"),
    ];
}
