namespace Sluice.Tests.Conformance;

/// <summary>A check of <c>sluice probe</c> that a store of the suite does not pass.</summary>
/// <param name="Store">Name of the store.</param>
/// <param name="Check">Name of the check.</param>
/// <param name="Why">What it does instead, as seen.</param>
public sealed record ProbeDifference(string Store, string Check, string Why);

/// <summary>The one table of what a probe finds at the stores of the suite.</summary>
public static class ProbeDifferences
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProbeDifference> All { get; } =
    [
        new("moto", "complete-match", "the condition is ignored: the object is overwritten"),
        new("moto", "copy-source-match", "the condition is ignored"),
        new("moto", "copy-absent", "the condition is ignored: the object is overwritten"),
        new("moto", "content-md5", "digests are not compared"),
        new("moto", "payload-hash", "digests are not compared"),
        new("moto", "checksum-crc64nvme", "digests are not compared"),
        new("moto", "checksum-crc32c", "digests are not compared"),
        new("moto", "checksum-crc32", "digests are not compared"),
        new("moto", "checksum-sha1", "digests are not compared"),
        new("moto", "checksum-sha256", "digests are not compared"),
        new("moto", "checksum-trailer", "digests are not compared"),
        new("moto", "checksum-part", "digests are not compared"),
        new("moto", "checksum-whole", "any value is accepted"),
        new("moto", "key-control", "a line feed is answered with 404 and a web page"),
        new("moto", "key-too-long", "longer keys are accepted"),
        new("moto", "part-order", "the parts are joined in the order of their numbers"),
        new("moto", "part-number", "partNumber is ignored: the whole object comes"),
        new("moto", "delete-batch-quiet", "Quiet is ignored"),
        new("moto", "delete-batch-md5", "digests are not compared"),
        new("moto", "no-such-upload", "answers 500 to a part"),
        new("moto", "wrong-signature", "any secret is accepted"),
        new("moto", "clock-skew", "any signature is accepted"),
        new("moto", "presigned-late", "any signature is accepted"),
        new("moto", "chunked", "signatures of chunks are not looked at"),
        new("Ceph", "replace-condition", "compares with the ETag unquoted, so the quoted one never matches"),
        new("Ceph", "replace-race", "compares with the ETag unquoted: nobody wins"),
        new("Ceph", "complete-absent", "the condition is ignored: the object is overwritten"),
        new("Ceph", "complete-match", "the condition is ignored: the object is overwritten"),
        new("Ceph", "copy-source-match", "the condition is ignored"),
        new("Ceph", "copy-absent", "the condition is ignored: the object is overwritten"),
        new("Ceph", "delete-match", "the condition is ignored: the object is removed"),
        new("Ceph", "checksum-crc64nvme", "16.2 knows no x-amz-checksum headers"),
        new("Ceph", "checksum-crc32c", "16.2 knows no x-amz-checksum headers"),
        new("Ceph", "checksum-crc32", "16.2 knows no x-amz-checksum headers"),
        new("Ceph", "checksum-sha1", "16.2 knows no x-amz-checksum headers"),
        new("Ceph", "checksum-sha256", "16.2 knows no x-amz-checksum headers"),
        new("Ceph", "checksums-head", "16.2 knows no x-amz-checksum headers"),
        new("Ceph", "checksums-get", "16.2 knows no x-amz-checksum headers"),
        new("Ceph", "checksums-attributes", "the parameter is ignored: the object itself comes"),
        new("Ceph", "checksum-trailer", "answers XAmzContentSHA256Mismatch"),
        new("Ceph", "checksum-part", "16.2 knows no x-amz-checksum headers"),
        new("Ceph", "checksum-whole", "16.2 knows no x-amz-checksum headers"),
        new("Ceph", "part-numbers", "part 0 and larger numbers are accepted"),
        new("Ceph", "part-order", "the parts are joined in the order of their numbers"),
        new("Ceph", "part-number", "partNumber is ignored: the size of the whole comes"),
        new("Ceph", "delete-batch-md5", "the digest is not compared"),
        new("Ceph", "no-such-upload", "answers NoSuchKey to ListParts"),
    ];
}
