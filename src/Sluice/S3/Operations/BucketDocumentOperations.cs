using System.Text;
using Sluice.Failures;
using Sluice.S3.Requests;
using Sluice.S3.Wire;
using Sluice.S3.Xml;

namespace Sluice.S3.Operations;

/// <summary>The documents that configure a bucket, as bytes: each lies under a sub-resource of its own (S3 API reference).</summary>
internal static class BucketDocumentOperations
{
    public static WireRequest Compose(string method, string bucket, ObjectKey key, string subResource, ReadOnlyMemory<byte> document = default, string? versionId = null)
    {
        WireRequest request = new()
        {
            Method = method,
            Operation = $"{method} ?{subResource}",
            Bucket = bucket,
            Key = key,
            Body = method == "PUT" ? new MemoryBody(document) : RequestBody.Empty,
            NeedsMd5 = method == "PUT",
        };
        request.AddQuery(subResource, "");
        if (versionId is not null)
            request.AddQuery("versionId", versionId);
        if (!document.IsEmpty)
            request.AddHeader("content-type", document.Span[0] == '<' ? "application/xml" : "application/json");
        return request;
    }

    /// <summary>PutBucketAcl and PutObjectAcl by headers.</summary>
    public static WireRequest ComposeAcl(string bucket, ObjectKey key, string? versionId, AclHeaders acl)
    {
        WireRequest request = Compose("PUT", bucket, key, "acl", default, versionId);
        request.AddHeader("x-amz-acl", acl.Canned);
        request.AddHeader("x-amz-grant-read", acl.Read);
        request.AddHeader("x-amz-grant-write", acl.Write);
        request.AddHeader("x-amz-grant-read-acp", acl.ReadAcp);
        request.AddHeader("x-amz-grant-write-acp", acl.WriteAcp);
        request.AddHeader("x-amz-grant-full-control", acl.FullControl);
        return request;
    }

    /// <summary>The document; an error for the page of something in front of the store, and for an answer without a body: nothing said is not that nothing is set.</summary>
    public static S3Result<byte[]> Read(Response answer, WireRequest request) => ResponseDocument.Read<byte[]>(answer,
        static text => text.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] || IsDocument(text) ? text.ToArray() : null, answer.ContentLength == 0 ? RetryClass.Never : RetryClass.AfterBackoff);

    /// <summary>The document with a header of the answer; an empty name asks for none.</summary>
    public static S3Result<StoredDocument> ReadBeside(Response answer, string header)
    {
        string? beside = header.Length == 0 ? null : answer.Head.Text(Encoding.ASCII.GetBytes(header));
        return Read(answer, answer.Attempt.Request).TryGet(out byte[]? text, out S3Error? error) ? new StoredDocument(text, beside is null ? null : ErrorClassifier.Cut(beside)) : error;
    }

    static bool IsDocument(ReadOnlySpan<byte> text)
    {
        XmlSpanReader reader = new(text);
        return reader.NextChild() && !reader.Name.SequenceEqual("Error"u8) && !Ascii.EqualsIgnoreCase(reader.Name, "html"u8);
    }
}
