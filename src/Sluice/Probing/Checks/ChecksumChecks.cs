using System.Security.Cryptography;
using System.Text;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.S3.Operations;
using Sluice.S3.Signing;

namespace Sluice.Probing.Checks;

/// <summary>ETags, digests and checksums: a wrong one must be refused, and a right one kept and told.</summary>
internal static class ChecksumChecks
{
    const string Page = "S3 User Guide, \"Checking object integrity in Amazon S3\"";
    const string ObjectPage = "API Reference, Object: ETag";
    const string Unproved = "Uploads carry Content-MD5, and the ETag is compared; what the store tells of checksums is no proof.";

    public static IReadOnlyList<ProbeCheck> All { get; } =
    [
        new("etag-md5", ProbeArea.Checksums, "gives an object in one piece the MD5 of its bytes for its ETag", ObjectPage,
            "ETags are compared with each other and with no bytes; what has no checksum is called unverified.")
        { Remembered = StoreDeviations.OpaqueETags, Look = ETag },
        new("etag-parts", ProbeArea.Checksums, "gives an object in parts the MD5 of its parts' MD5s for its ETag", "S3 User Guide, \"Checking object integrity in Amazon S3\"",
            "Objects in parts without a checksum are called unverified.")
        { Look = ETagOfParts },
        new("content-md5", ProbeArea.Checksums, "refuses a body that is not the one of its Content-MD5", "API Reference, PutObject",
            "What was sent is compared with the ETag; where that is no MD5, uploads are called unverified.")
        { IsReliedOn = true, Look = ContentMd5 },
        new("payload-hash", ProbeArea.Checksums, "refuses a body that is not the one of its x-amz-content-sha256", "API Reference, Common Request Headers",
            "What was sent is compared with checksum or ETag.")
        { Look = PayloadHash },
        .. ChecksumHeaders.Algorithms.ToArray().Select(static algorithm => new ProbeCheck($"checksum-{ChecksumHeaders.Name(algorithm).ToLowerInvariant()}", ProbeArea.Checksums,
            $"refuses a body that is not the one of its {ChecksumHeaders.HeaderName(algorithm)}", Page, Unproved)
        {
            // The one that Sluice sends unless it is told otherwise.
            IsReliedOn = algorithm == ChecksumAlgorithm.Crc64Nvme,
            Remembered = algorithm == ChecksumAlgorithm.Crc64Nvme ? StoreDeviations.UncheckedChecksums : StoreDeviations.None,
            Look = store => Checksum(store, algorithm),
        }),
        new("checksums-head", ProbeArea.Checksums, "tells the checksums of objects in answers to HEAD", Page, "Downloads are compared with ETags.") { Look = static store => Told(store, "HEAD") },
        new("checksums-get", ProbeArea.Checksums, "tells the checksums of objects in answers to GET", Page, "Downloads are compared with ETags.") { Look = static store => Told(store, "GET") },
        new("checksums-attributes", ProbeArea.Checksums, "tells checksum and size in GetObjectAttributes", "API Reference, GetObjectAttributes", "HEAD is asked instead.") { Look = Attributes },
        new("checksum-trailer", ProbeArea.Checksums, "compares a checksum that follows the body in a trailer", "API Reference, \"Signature calculations ... with trailing headers\"", "Parts of copies between stores are held in memory until they are sent.") { Look = Trailer },
        new("checksum-part", ProbeArea.Checksums, "refuses a part that is not the one of its checksum", "API Reference, UploadPart", Unproved) { Look = Part },
        new("checksum-whole", ProbeArea.Checksums, "compares the checksum of the whole object in CompleteMultipartUpload", "API Reference, CompleteMultipartUpload",
            "Large objects without another proof are called unverified.")
        { Look = Whole },
    ];

    static Observation ETag(ProbedStore store)
    {
        byte[] body = store.Bytes();
        string told = store.Put("etag", body), computed = Convert.ToHexStringLower(Md5Of(body));
        return Observation.Of((told.Trim('"') == computed, $"the ETag is {Failures.DisplayText.Of(told)}, the MD5 {computed}"));
    }

    static Observation ETagOfParts(ProbedStore store)
    {
        PartedObject parted = store.Parted;
        string computed = Convert.ToHexStringLower(Md5Of([.. Md5Of(parted.First), .. Md5Of(parted.Second)])) + "-2";
        return Observation.Of((parted.ETag.Trim('"') == computed, $"the ETag is {Failures.DisplayText.Of(parted.ETag)}, and not {computed}"));
    }

    static Observation ContentMd5(ProbedStore store)
    {
        byte[] body = store.Bytes();
        if (store.Ask("PUT", "content-md5-right", body, ("content-md5", Md5(body))) is { IsDone: false } refused)
            return Observation.Deviates($"the right one was answered with {refused}");
        return Wrong(store, "content-md5", store.Ask("PUT", "content-md5", body, ("content-md5", Md5([]))));
    }

    static Observation PayloadHash(ProbedStore store)
    {
        string other = Convert.ToHexStringLower(SHA256.HashData("another"u8));
        byte[] body = store.Bytes();
        return Wrong(store, "payload-hash", store.Ask(() => ProbedStore.Compose("PUT", store.Bucket, store.Key("payload-hash"), body, [], other)));
    }

    static Observation Checksum(ProbedStore store, ChecksumAlgorithm algorithm)
    {
        string name = ChecksumHeaders.Name(algorithm);
        if (store.Ask("PUT", $"right-{name}", RightBody, Fields(algorithm, RightBody)) is { IsDone: false } refused)
            return Observation.Deviates($"the right one was answered with {refused}");
        return Wrong(store, $"wrong-{name}", store.Ask("PUT", $"wrong-{name}", RightBody, Fields(algorithm, "another"u8.ToArray())));
    }

    static Observation Told(ProbedStore store, string method)
    {
        List<string> lacking = [];
        foreach (ChecksumAlgorithm algorithm in ChecksumHeaders.Algorithms)
        {
            string name = $"right-{ChecksumHeaders.Name(algorithm)}";
            ExactAnswer answer = store.Ask(method, name, null, ("x-amz-checksum-mode", "ENABLED"));
            if (answer.Status == 404)
            {
                store.Put(name, RightBody, Fields(algorithm, RightBody));
                answer = store.Ask(method, name, null, ("x-amz-checksum-mode", "ENABLED"));
            }
            if (ProbedStore.Needed(answer, method).Header(ChecksumHeaders.HeaderName(algorithm)) is not { } told)
                lacking.Add($"no {ChecksumHeaders.Name(algorithm)}");
            else if (told != ChecksumHasher.Compute(algorithm, RightBody).Base64)
                lacking.Add($"another {ChecksumHeaders.Name(algorithm)}");
        }
        return lacking.Count == 0 ? Observation.Holds() : Observation.Deviates($"{method} tells {string.Join(", ", lacking)}");
    }

    static Observation Attributes(ProbedStore store)
    {
        const ChecksumAlgorithm algorithm = ChecksumAlgorithm.Crc32C;
        store.Put("attributes", RightBody, Fields(algorithm, RightBody));
        ExactAnswer answer = store.Ask("GET", "attributes", null, ("?attributes", ""), ("x-amz-object-attributes", "ETag,Checksum,ObjectSize"));
        return Observation.Of(
            (answer.IsDone, $"answered {answer}"),
            (AnswerText.Element(answer.Body, "ObjectSize") == $"{RightBody.Length}", "tells no or another ObjectSize"),
            (AnswerText.Element(answer.Body, ChecksumHeaders.ElementName(algorithm)) == ChecksumHasher.Compute(algorithm, RightBody).Base64, "tells no or another checksum"));
    }

    static Observation Trailer(ProbedStore store)
    {
        if (Trailing(store, "trailer-right", RightBody) is { IsDone: false } refused)
            return Observation.Deviates($"the right one was answered with {refused}");
        if (store.Read("trailer-right") is not { } kept || !kept.AsSpan().SequenceEqual(RightBody))
            return Observation.Deviates("other bytes were stored than the chunks hold");
        return Wrong(store, "trailer-wrong", Trailing(store, "trailer-wrong", "another"u8.ToArray()));
    }

    static ExactAnswer Trailing(ProbedStore store, string name, byte[] checksumOf)
    {
        string value = ChecksumHasher.Compute(ChecksumAlgorithm.Crc32, checksumOf).Base64;
        byte[] body = [.. Encoding.ASCII.GetBytes($"{RightBody.Length:x}\r\n"), .. RightBody, .. Encoding.ASCII.GetBytes($"\r\n0\r\nx-amz-checksum-crc32:{value}\r\n\r\n")];
        return store.Ask(() => ProbedStore.Compose("PUT", store.Bucket, store.Key(name), body,
            [("content-encoding", "aws-chunked"), ("x-amz-decoded-content-length", $"{RightBody.Length}"), ("x-amz-trailer", "x-amz-checksum-crc32")], SigV4Chunks.UnsignedPayloadWithTrailer));
    }

    static Observation Part(ProbedStore store)
    {
        string upload = PartedObject.Begin(store, "checksum-part", ("x-amz-checksum-algorithm", "CRC32C"));
        ProbeField number = ("?partNumber", "1"), id = ("?uploadId", upload);
        if (store.Ask("PUT", "checksum-part", RightBody, number, id, Field(ChecksumAlgorithm.Crc32C, RightBody)) is { IsDone: false } refused)
            return Observation.Deviates($"the right one was answered with {refused}");
        ExactAnswer answer = store.Ask("PUT", "checksum-part", RightBody, number, id, Field(ChecksumAlgorithm.Crc32C, "another"u8.ToArray()));
        return Observation.Of((!answer.IsDone, "a wrong one was accepted"), (answer.Status == 400, $"answered {answer}, not 400"));
    }

    static Observation Whole(ProbedStore store)
    {
        const string name = "checksum-whole";
        string upload = PartedObject.Begin(store, name, ("x-amz-checksum-algorithm", "CRC64NVME"), ("x-amz-checksum-type", "FULL_OBJECT"));
        string part = PartedObject.Put(store, name, upload, 1, RightBody);
        return Wrong(store, name, PartedObject.Complete(store, name, upload, [(1, part)], Field(ChecksumAlgorithm.Crc64Nvme, "another"u8.ToArray()), ("x-amz-checksum-type", "FULL_OBJECT")));
    }

    static Observation Wrong(ProbedStore store, string name, ExactAnswer answer) => Observation.Of(
        (!answer.IsDone, "a wrong one was accepted"),
        (answer.Status is >= 400 and < 500, $"a wrong one was answered with {answer}"),
        (store.Ask("HEAD", name).Status == 404, "a wrong one was refused, and the object is there"));

    static byte[] RightBody => "What a checksum is computed of."u8.ToArray();

    static ProbeField Field(ChecksumAlgorithm algorithm, byte[] body) => (ChecksumHeaders.HeaderName(algorithm), ChecksumHasher.Compute(algorithm, body).Base64);

    // As SDKs and Sluice send it.
    static ProbeField[] Fields(ChecksumAlgorithm algorithm, byte[] body) => [Field(algorithm, body), ("x-amz-sdk-checksum-algorithm", ChecksumHeaders.Name(algorithm))];

    internal static string Md5(byte[] body) => ChecksumHasher.Compute(ChecksumAlgorithm.Md5, body).Base64;

    static byte[] Md5Of(byte[] body) => Convert.FromBase64String(Md5(body));
}
