using Sluice.Failures;
using Sluice.S3.Checksums;
using Sluice.S3.Requests;
using Sluice.S3.Wire;
using Sluice.S3.Xml;

namespace Sluice.S3.Operations;

/// <summary>PutObject and CopyObject.</summary>
internal static class WriteOperations
{
    /// <summary>A server-side copy may take minutes before its first byte.</summary>
    public const int CopyPatience = 10;

    public static WireRequest Compose(PutObjectRequest put)
    {
        WireRequest request = new() { Method = "PUT", Operation = "PutObject", Bucket = put.Bucket, Key = put.Key, Body = put.Body, Checksum = put.Checksum };
        request.AddAttributes(put.Attributes);
        request.AddConditions(put.IfMatch, put.IfAbsent);
        return request;
    }

    public static WireRequest Compose(CopyObjectRequest copy)
    {
        WireRequest request = new() { Method = "PUT", Operation = "CopyObject", Bucket = copy.Bucket, Key = copy.Key, Patience = CopyPatience };
        request.AddCopySource(copy.SourceBucket, copy.SourceKey, copy.SourceVersionId, copy.SourceIfMatch);
        request.AddConditions(copy.IfMatch, copy.IfAbsent);
        request.AddPlacement(copy.Target);
        if (copy.Replace is { } attributes)
        {
            request.AddHeader("x-amz-metadata-directive", "REPLACE");
            request.AddDescription(attributes);
        }
        if (copy.ReplaceTags is { } tags)
        {
            request.AddHeader("x-amz-tagging-directive", "REPLACE");
            request.AddTags(tags);
        }
        if (copy.Checksum is not (ChecksumAlgorithm.None or ChecksumAlgorithm.Md5))
            request.ChecksumHeaders.Add(new(ChecksumHeaders.AlgorithmHeader, ChecksumHeaders.Name(copy.Checksum)));
        return request;
    }

    public static S3Result<PutResult> ReadPut(Response answer, WireRequest request)
    {
        ObjectChecksum? stored = ObjectHeaders.Checksum(answer.Head, request.SentChecksum?.Algorithm ?? ChecksumAlgorithm.None);
        return (ResponseDocument.Refusal(answer) ?? Difference(answer, request.SentChecksum, stored)) is { } error
            ? error
            : new PutResult(ObjectHeaders.ETag(answer.Head), answer.Head.Text("x-amz-version-id"u8), request.SentChecksum, stored, ErrorClassifier.RequestId(answer.Head))
            {
                Encryption = Encryption(answer),
                IsEncryptedByKey = ObjectHeaders.IsEncryptedByKey(answer.Head),
            };
    }

    /// <summary>What CopyObject says of the new object. A document that says nothing is not asked for again at once: the object tells more.</summary>
    public static S3Result<PutResult> ReadCopy(Response answer, WireRequest request) => ReadResult(answer, RetryClass.Never);

    /// <summary>What Copy and Complete say of the new object.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="unreadable">What another attempt needs when the document cannot be read.</param>
    public static S3Result<PutResult> ReadResult(Response answer, RetryClass unreadable) =>
        ResponseDocument.Read(answer, static xml => MultipartXml.ParseResult(xml) is { ETag: not null } result ? result : null, unreadable).TryGet(out MultipartXml.Result? result, out S3Error? error)
            ? new PutResult(EntityTag.Condition(result.ETag), answer.Head.Text("x-amz-version-id"u8), null, result.Checksum ?? ObjectHeaders.Checksum(answer.Head), ErrorClassifier.RequestId(answer.Head))
            {
                Encryption = Encryption(answer),
                IsEncryptedByKey = ObjectHeaders.IsEncryptedByKey(answer.Head),
                NamesAnother = result.Bucket is { } bucket && bucket != answer.Attempt.Request.Bucket || result.Key is { } key && key != answer.Attempt.Request.Key,
            }
            : error;

    static string? Encryption(Response answer) => answer.Head.Text("x-amz-server-side-encryption"u8);

    /// <summary>An error when the store says that it keeps other bytes than were sent.</summary>
    public static S3Error? Difference(Response answer, ObjectChecksum? sent, ObjectChecksum? stored) =>
        sent is { } ours && stored is { IsComposite: false } theirs && ours.Algorithm == theirs.Algorithm && ours.Base64 != theirs.Base64
            ? new S3Error(FailureKind.Corrupt, RetryClass.AfterBackoff, $"{answer.Attempt.Origin} keeps other bytes than were sent: the checksums differ") { Status = answer.Head.Status, RequestId = ErrorClassifier.RequestId(answer.Head) }
            : null;
}
