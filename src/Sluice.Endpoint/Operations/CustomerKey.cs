using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.S3.Checksums;

namespace Sluice.Endpoint.Operations;

/// <summary>
/// SSE-C (S3 User Guide, "Using server-side encryption with customer-provided keys"). Keys are checked and demanded on
/// every read; the bytes themselves are not encrypted by this endpoint.
/// </summary>
static class CustomerKey
{
    /// <summary>Base64 MD5 of the key that the headers bring; null without any.</summary>
    /// <param name="request">The request.</param>
    /// <param name="source"><c>copy-source-</c> for the key of a copy's source, else empty.</param>
    public static string? Read(S3Request request, string source)
    {
        string prefix = $"x-amz-{source}server-side-encryption-customer-";
        string? algorithm = request.Header(prefix + "algorithm"), key = request.Header(prefix + "key"), md5 = request.Header(prefix + "key-md5");
        if (algorithm is null && key is null && md5 is null)
            return null;
        if (algorithm is null)
            throw new RefusalException(Refusal.InvalidArgument("Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption algorithm."));
        if (algorithm != "AES256")
            throw new RefusalException(new Refusal("InvalidEncryptionAlgorithmError", 400, "The encryption request you specified is not valid. The valid value is AES256."));
        if (key is null)
            throw new RefusalException(Refusal.InvalidArgument("Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate secret key."));
        byte[] bytes = new byte[32];
        if (!Convert.TryFromBase64String(key, bytes, out int written) || written != bytes.Length)
            throw new RefusalException(Refusal.InvalidArgument("The secret key was invalid for the specified algorithm."));
        string computed = ChecksumHasher.Compute(ChecksumAlgorithm.Md5, bytes).Base64;
        if (md5 != computed)
            throw new RefusalException(Refusal.InvalidArgument("The calculated MD5 hash of the key did not match the hash that was provided."));
        return computed;
    }

    /// <summary>Throws <see cref="RefusalException"/> unless the request brings the key the object was written with.</summary>
    public static void Require(S3Request request, ObjectDescription description, string source)
    {
        string? given = Read(request, source);
        if (description.CustomerKeyMd5 is null && given is not null)
            throw new RefusalException(Refusal.InvalidRequest("The encryption parameters are not applicable to this object."));
        if (description.CustomerKeyMd5 is null)
            return;
        if (given is null)
            throw new RefusalException(Refusal.InvalidRequest("The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object."));
        if (given != description.CustomerKeyMd5)
            throw new RefusalException(Refusal.AccessDenied());
    }
}
