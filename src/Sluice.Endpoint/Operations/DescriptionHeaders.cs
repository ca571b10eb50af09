using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sluice.Endpoint.Configurations;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;

namespace Sluice.Endpoint.Operations;

/// <summary>Reads an object's description from a write's headers and writes it into a read's.</summary>
static class DescriptionHeaders
{
    const string MetadataPrefix = "x-amz-meta-";

    /// <summary>User metadata, names and values together (S3 User Guide, "Working with object metadata").</summary>
    const int MostMetadataBytes = 2048;

    static readonly string[] Overrides =
        ["response-content-type", "response-content-encoding", "response-content-disposition", "response-content-language", "response-cache-control", "response-expires"];

    static readonly string[] StorageClasses =
        ["STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE", "OUTPOSTS", "GLACIER_IR", "SNOW", "EXPRESS_ONEZONE"];

    /// <summary>Throws <see cref="RefusalException"/> for metadata or settings that S3 refuses.</summary>
    public static ObjectDescription Read(S3Request request, Bucket bucket)
    {
        string? storageClass = request.Header("x-amz-storage-class");
        if (storageClass is not null && !StorageClasses.Contains(storageClass))
            throw new RefusalException(new Refusal("InvalidStorageClass", 400, "The storage class you specified is not valid"));
        string? customerKey = CustomerKey.Read(request, ""), encryption = ReadEncryption(request);
        DefaultEncryption? byDefault = encryption is null && customerKey is null ? bucket.Settings.Encryption : null;
        return new ObjectDescription
        {
            ContentType = request.Header("content-type") ?? ObjectDescription.DefaultContentType,
            ContentEncoding = WithoutAwsChunked(request.Header("content-encoding")),
            ContentDisposition = request.Header("content-disposition"),
            ContentLanguage = request.Header("content-language"),
            CacheControl = request.Header("cache-control"),
            Expires = request.Header("expires"),
            WebsiteRedirect = ReadRedirect(request),
            StorageClass = storageClass == "STANDARD" ? null : storageClass,
            Metadata = ReadMetadata(request),
            Tags = request.Header("x-amz-tagging") is { } tags ? TagSet.FromHeader(tags) : [],
            Encryption = encryption ?? byDefault?.Algorithm,
            KmsKeyId = request.Header("x-amz-server-side-encryption-aws-kms-key-id") ?? byDefault?.KmsKeyId ?? ((encryption ?? byDefault?.Algorithm) is null or "AES256" ? null : DefaultEncryption.ManagedKey),
            BucketKey = byDefault?.BucketKey == true || "true".Equals(request.Header("x-amz-server-side-encryption-bucket-key-enabled"), StringComparison.OrdinalIgnoreCase),
            CustomerKeyMd5 = customerKey,
        };
    }

    /// <summary>What GET and HEAD say besides the body, with the response-* overrides of the query.</summary>
    public static void Write(S3Request request, KeptObject stored)
    {
        IHeaderDictionary headers = request.Http.Response.Headers;
        ObjectDescription description = stored.Description;
        headers.ETag = $"\"{stored.ETag}\"";
        headers.LastModified = Reply.HttpDate(stored.LastModified);
        RefuseUnknownOverrides(request);
        headers.AcceptRanges = "bytes";
        headers.ContentType = Override(request, "response-content-type") ?? description.ContentType;
        Set(headers, "Content-Encoding", Override(request, "response-content-encoding") ?? description.ContentEncoding);
        Set(headers, "Content-Disposition", Override(request, "response-content-disposition") ?? description.ContentDisposition);
        Set(headers, "Content-Language", Override(request, "response-content-language") ?? description.ContentLanguage);
        Set(headers, "Cache-Control", Override(request, "response-cache-control") ?? description.CacheControl);
        Set(headers, "Expires", Override(request, "response-expires") ?? description.Expires);
        Set(headers, "x-amz-website-redirect-location", description.WebsiteRedirect);
        Set(headers, "x-amz-storage-class", description.StorageClass);
        if (description.Tags.Count > 0)
            headers["x-amz-tagging-count"] = description.Tags.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (KeyValuePair<string, string> entry in description.Metadata)
            headers[MetadataPrefix + entry.Key] = entry.Value;
        WriteEncryption(request, description);
    }

    /// <summary>The encryption headers, which writes echo too.</summary>
    public static void WriteEncryption(S3Request request, ObjectDescription description)
    {
        IHeaderDictionary headers = request.Http.Response.Headers;
        if (description.CustomerKeyMd5 is not null)
        {
            headers["x-amz-server-side-encryption-customer-algorithm"] = "AES256";
            headers["x-amz-server-side-encryption-customer-key-MD5"] = description.CustomerKeyMd5;
            return;
        }
        headers["x-amz-server-side-encryption"] = description.Encryption ?? "AES256";
        Set(headers, "x-amz-server-side-encryption-aws-kms-key-id", description.KmsKeyId);
        if (description.BucketKey)
            headers["x-amz-server-side-encryption-bucket-key-enabled"] = "true";
    }

    static string? ReadRedirect(S3Request request)
    {
        string? redirect = request.Header("x-amz-website-redirect-location");
        return redirect is null || redirect.StartsWith('/') || redirect.StartsWith("http://", StringComparison.Ordinal) || redirect.StartsWith("https://", StringComparison.Ordinal) ? redirect
            : throw new RefusalException(new Refusal("InvalidRedirectLocation", 400, "The website redirect location must have a prefix of 'http://' or 'https://' or '/'."));
    }

    static string? ReadEncryption(S3Request request)
    {
        string? encryption = request.Header("x-amz-server-side-encryption");
        if (encryption is not null and not ("AES256" or "aws:kms" or "aws:kms:dsse"))
            throw new RefusalException(Refusal.InvalidArgument("The encryption method specified is not supported"));
        if (encryption is not null && (request.Header("x-amz-server-side-encryption-customer-algorithm") ?? request.Header("x-amz-server-side-encryption-customer-key")) is not null)
            throw new RefusalException(Refusal.InvalidArgument("Server Side Encryption with Customer provided key is incompatible with the encryption method specified"));
        if ((request.Header("x-amz-server-side-encryption-aws-kms-key-id") ?? request.Header("x-amz-server-side-encryption-context")) is not null && encryption is not ("aws:kms" or "aws:kms:dsse"))
            throw new RefusalException(Refusal.InvalidArgument("Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms"));
        if (request.Header("x-amz-server-side-encryption-context") is { } context && !IsMapOfText(context))
            throw new RefusalException(Refusal.InvalidArgument("The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map"));
        return encryption;
    }

    static bool IsMapOfText(string base64)
    {
        byte[] json = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, json, out int length))
            return false;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json.AsMemory(0, length));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.EnumerateObject().All(static entry => entry.Value.ValueKind == JsonValueKind.String);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static List<KeyValuePair<string, string>> ReadMetadata(S3Request request)
    {
        List<KeyValuePair<string, string>> metadata = [];
        int bytes = 0;
        foreach (KeyValuePair<string, StringValues> header in request.Http.Request.Headers)
        {
            if (!header.Key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
                continue;
            string name = header.Key[MetadataPrefix.Length..].ToLowerInvariant();
            string value = string.Join(',', header.Value.ToArray());
            // Header text is Latin-1 here: a character is a byte.
            if ((bytes += name.Length + value.Length) > MostMetadataBytes)
                throw new RefusalException(Refusal.MetadataTooLarge);
            metadata.Add(new(name, value));
        }
        return metadata;
    }

    /// <summary>aws-chunked frames the request and is no property of the object (S3 API Reference, PutObject, "Content-Encoding").</summary>
    static string? WithoutAwsChunked(string? encoding)
    {
        if (encoding is null || !encoding.Contains("aws-chunked", StringComparison.OrdinalIgnoreCase))
            return encoding;
        string kept = string.Join(',', encoding.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(static e => !e.Equals("aws-chunked", StringComparison.OrdinalIgnoreCase)));
        return kept.Length == 0 ? null : kept;
    }

    static void RefuseUnknownOverrides(S3Request request)
    {
        foreach (QueryParameter parameter in request.Query.All)
        {
            if (parameter.Name.StartsWith("response-", StringComparison.Ordinal) && !Overrides.Contains(parameter.Name))
                throw new RefusalException(Refusal.InvalidArgument($"{parameter.Name} is not a header that can be overridden"));
        }
    }

    static string? Override(S3Request request, string name)
    {
        if (!request.Query.Has(name))
            return null;
        if (request.Caller.IsAnonymous)
            throw new RefusalException(Refusal.InvalidRequest("Request specific response headers cannot be used for anonymous GET requests."));
        // A query value may hold any byte; one that could end the header line is refused.
        string value = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(request.Query.Text(name)!));
        return value.AsSpan().ContainsAnyInRange('\0', '\x1f') ? throw new RefusalException(Refusal.InvalidArgument($"{name} holds a control character")) : value;
    }

    static void Set(IHeaderDictionary headers, string name, string? value)
    {
        if (value is not null)
            headers[name] = value;
    }
}
