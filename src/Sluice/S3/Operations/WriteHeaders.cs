using Sluice.S3.Endpoints;
using Sluice.S3.Wire;

namespace Sluice.S3.Operations;

/// <summary>Headers that several writing operations share.</summary>
internal static class WriteHeaders
{
    /// <summary>All attributes of a new object.</summary>
    public static void AddAttributes(this WireRequest request, ObjectAttributes attributes)
    {
        request.AddDescription(attributes);
        request.AddTags(attributes.Tags);
        request.AddPlacement(attributes);
    }

    /// <summary>What describes the bytes: type, encodings, metadata.</summary>
    public static void AddDescription(this WireRequest request, ObjectAttributes attributes)
    {
        request.AddHeader("content-type", attributes.ContentType);
        request.AddHeader("content-encoding", attributes.ContentEncoding);
        request.AddHeader("content-disposition", attributes.ContentDisposition);
        request.AddHeader("content-language", attributes.ContentLanguage);
        request.AddHeader("cache-control", attributes.CacheControl);
        request.AddHeader("expires", attributes.Expires);
        foreach (KeyValuePair<string, string> entry in attributes.Metadata)
            request.AddHeader($"x-amz-meta-{entry.Key.ToLowerInvariant()}", entry.Value);
    }

    /// <summary>The tags.</summary>
    public static void AddTags(this WireRequest request, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        if (tags.Count > 0)
            request.AddHeader("x-amz-tagging", string.Join('&', tags.Select(static tag => $"{UriEncoding.Encode(tag.Key)}={UriEncoding.Encode(tag.Value)}")));
    }

    /// <summary>Where and how the object is kept: class, access, redirect, lock, encryption. A copy has none of these from its source (S3 API reference, CopyObject).</summary>
    public static void AddPlacement(this WireRequest request, ObjectAttributes attributes)
    {
        request.AddHeader("x-amz-storage-class", attributes.StorageClass);
        request.AddHeader("x-amz-acl", attributes.Acl);
        if (attributes.Grants is { } grants)
        {
            request.AddHeader("x-amz-grant-read", grants.Read);
            request.AddHeader("x-amz-grant-read-acp", grants.ReadAcp);
            request.AddHeader("x-amz-grant-write-acp", grants.WriteAcp);
            request.AddHeader("x-amz-grant-full-control", grants.FullControl);
        }
        request.AddHeader("x-amz-website-redirect-location", attributes.WebsiteRedirect);
        if (attributes.Lock is { } locked)
        {
            request.AddHeader("x-amz-object-lock-mode", locked.Mode);
            request.AddHeader("x-amz-object-lock-retain-until-date", locked.RetainUntil);
            request.AddHeader("x-amz-object-lock-legal-hold", locked.LegalHold);
        }
        if (attributes.Sse is { } sse)
        {
            request.AddHeader("x-amz-server-side-encryption", sse.Mode);
            request.AddHeader("x-amz-server-side-encryption-aws-kms-key-id", sse.KmsKeyId);
            request.AddHeader("x-amz-server-side-encryption-context", sse.KmsContext);
            if (sse.BucketKey is { } bucketKey)
                request.AddHeader("x-amz-server-side-encryption-bucket-key-enabled", bucketKey ? "true" : "false");
            request.AddCustomerKey(sse.CustomerKey);
            request.AddSourceCustomerKey(sse.CopySourceCustomerKey);
        }
    }

    /// <summary>The key of an SSE-C object.</summary>
    public static void AddCustomerKey(this WireRequest request, SseCustomerKey? key) =>
        request.AddCustomerKey("x-amz-server-side-encryption-customer-", key);

    /// <summary>The key of a copy's SSE-C source.</summary>
    public static void AddSourceCustomerKey(this WireRequest request, SseCustomerKey? key) =>
        request.AddCustomerKey("x-amz-copy-source-server-side-encryption-customer-", key);

    /// <summary>Conditions of a write.</summary>
    public static void AddConditions(this WireRequest request, string? ifMatch, bool ifAbsent)
    {
        request.AddHeader("if-match", EntityTag.Condition(ifMatch));
        if (ifAbsent)
            request.AddHeader("if-none-match", "*");
    }

    /// <summary>The source of a copy (CopyObject, "x-amz-copy-source").</summary>
    public static void AddCopySource(this WireRequest request, string bucket, ObjectKey key, string? versionId, string? ifMatch)
    {
        string source = BucketName.IsArn(bucket) ? $"{bucket}/object/{UriEncoding.EncodePath(key)}" : $"/{UriEncoding.Encode(bucket)}/{UriEncoding.EncodePath(key)}";
        request.AddHeader("x-amz-copy-source", versionId is null ? source : $"{source}?versionId={UriEncoding.Encode(versionId)}");
        request.AddHeader("x-amz-copy-source-if-match", EntityTag.Condition(ifMatch));
    }

    static void AddCustomerKey(this WireRequest request, string prefix, SseCustomerKey? key)
    {
        if (key is null)
            return;
        request.AddHeader($"{prefix}algorithm", "AES256");
        request.AddHeader($"{prefix}key", key.Base64);
        request.AddHeader($"{prefix}key-md5", key.Md5Base64);
    }
}
