using System.Globalization;
using System.Text;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Bodies;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.S3;

namespace Sluice.Endpoint.Operations;

/// <summary>The object that x-amz-copy-source names, held for the copy and fit to be read by the caller.</summary>
sealed class CopySource : IDisposable
{
    CopySource(Bucket bucket, KeptObject stored, string? version)
    {
        Version = version;
        Bucket = bucket;
        Object = stored;
    }

    public Bucket Bucket { get; }

    public KeptObject Object { get; }

    /// <summary>The version that was named; null for the current one.</summary>
    public string? Version { get; }

    /// <summary>Says which version was copied.</summary>
    public void WriteVersion(S3Request request)
    {
        if (Bucket.NamesVersions)
            request.Http.Response.Headers["x-amz-copy-source-version-id"] = Object.VersionId ?? VersionId.Null;
    }

    /// <summary>Throws <see cref="RefusalException"/> when the source is missing, may not be read, or its conditions do not hold.</summary>
    public static CopySource Open(S3Request request)
    {
        (string bucketName, ObjectKey key, string? version) = Parse(request.Header("x-amz-copy-source")!);
        if (request.Caller.IsAnonymous)
            throw new RefusalException(Refusal.AccessDenied("Anonymous users cannot copy objects.  Please authenticate."));
        Bucket bucket = request.Endpoint.Catalog.Get(bucketName);
        if (request.Header("x-amz-source-expected-bucket-owner") is { } owner && !bucket.IsOwnedBy(owner))
            throw new RefusalException(Refusal.AccessDenied());
        request.RequirePayer(bucket);
        if (version is not null && bucket.Find(key, version) is { IsDeleteMarker: true })
            throw new RefusalException(Refusal.InvalidRequest("The source of a copy request may not specifically refer to a delete marker by version id."));
        KeptObject stored = request.HoldObject(bucket, key, version, Permission.Read, version is null ? "s3:GetObject" : "s3:GetObjectVersion");
        CopySource source = new(bucket, stored, version);
        try
        {
            CustomerKey.Require(request, stored.Description, "copy-source-");
            if (stored.Description.IsArchived && stored.Restore?.IsThere(request.Endpoint.Now) != true)
                throw new RefusalException(new Refusal("ObjectNotInActiveTierError", 403, "The source object of the COPY operation is not in the active tier."));
            ReadConditions.Check(request, stored, "x-amz-copy-source-");
            return source;
        }
        catch (RefusalException)
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>The range of UploadPartCopy, which unlike that of a read must lie within the object.</summary>
    public (long Offset, long Length) Range(S3Request request)
    {
        if (request.Header("x-amz-copy-source-range") is not { } header)
            return (0, Object.Size);
        if (!ObjectRange.TryParse(header, long.MaxValue, out long first, out long last) || header.EndsWith('-') || header.Contains("=-", StringComparison.Ordinal))
            throw new RefusalException(Refusal.InvalidArgument("The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy"));
        if (last >= Object.Size)
            throw new RefusalException(Refusal.InvalidArgument(string.Create(CultureInfo.InvariantCulture, $"Range specified is not valid for source object of size: {Object.Size}")));
        return (first, last - first + 1);
    }

    /// <summary>5 GiB at most (S3 API Reference, CopyObject).</summary>
    public static void RequireSize(long bytes)
    {
        if (bytes > BodyReceiver.MostBytes)
            throw new RefusalException(Refusal.InvalidRequest($"The specified copy source is larger than the maximum allowable size for a copy source: {BodyReceiver.MostBytes}"));
    }

    public void Dispose() => Object.Content.Release();

    static (string Bucket, ObjectKey Key, string? Version) Parse(string header)
    {
        int question = header.IndexOf("?versionId=", StringComparison.Ordinal);
        string? version = question < 0 ? null : VersionId.Check(header[(question + "?versionId=".Length)..]);
        ReadOnlySpan<byte> path = RequestTarget.Decode(question < 0 ? header : header.AsSpan(0, question), plusIsSpace: false);
        if (!path.IsEmpty && path[0] == '/')
            path = path[1..];
        int slash = path.IndexOf((byte)'/');
        if (slash <= 0 || slash == path.Length - 1)
            throw new RefusalException(Refusal.InvalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey"));
        return (Encoding.UTF8.GetString(path[..slash]), new ObjectKey(path[(slash + 1)..].ToArray()), version);
    }
}
