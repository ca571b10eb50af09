using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Auth;
using Sluice.Endpoint.Faults;
using Sluice.Endpoint.Storage;
using Sluice.S3;

namespace Sluice.Endpoint.Http;

/// <summary>One request on its way through authentication and its operation.</summary>
sealed class S3Request(HttpContext http, EndpointContext endpoint, RequestTarget target, string id)
{
    public HttpContext Http { get; } = http;

    public EndpointContext Endpoint { get; } = endpoint;

    public RequestTarget Target { get; } = target;

    public string Id { get; } = id;

    public string Method => Http.Request.Method;

    public QueryParameters Query => Target.Query;

    public ObjectKey Key => Target.Key;

    public CancellationToken Aborted => Http.RequestAborted;

    public Caller Caller { get; private set; } = Caller.Anonymous;

    /// <summary>How the body is framed and what its signature covers.</summary>
    public PayloadSignature Payload { get; private set; } = PayloadSignature.None;

    public FaultDecision Faults { get; set; } = FaultDecision.None;

    public void Authenticated(Caller caller, PayloadSignature payload)
    {
        Caller = caller;
        Payload = payload;
    }

    /// <summary>The header's value, several joined by a comma; null when absent or empty.</summary>
    public string? Header(string name)
    {
        StringValues values = Http.Request.Headers[name];
        string? value = values.Count <= 1 ? values.ToString() : string.Join(',', values.ToArray());
        return string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>The header as a client signed it: the server hands bytes out as Latin-1, the signature is over the bytes.</summary>
    public string SignedHeader(string name)
    {
        string value = Header(name) ?? "";
        return Ascii.IsValid(value) ? value : Sluice.S3.Wire.HeaderText.Decode(Encoding.Latin1.GetBytes(value));
    }

    /// <summary>The bucket, if the caller may do this in it. Throws <see cref="RefusalException"/> (NoSuchBucket, AccessDenied).</summary>
    public Bucket RequireBucket(Permission permission)
    {
        Bucket bucket = RequireBucket();
        if (!bucket.Access.Allows(Caller, permission))
            throw new RefusalException(Refusal.AccessDenied());
        return bucket;
    }

    /// <summary>The bucket, whoever asks. Throws <see cref="RefusalException"/> (NoSuchBucket, NoSuchBucket of another owner).</summary>
    public Bucket RequireBucket()
    {
        Bucket bucket = Endpoint.Catalog.Get(Target.Bucket!);
        if (Header("x-amz-expected-bucket-owner") is { } owner && owner != bucket.Access.OwnerId)
            throw new RefusalException(Refusal.AccessDenied());
        return bucket;
    }

    /// <summary>The bucket, for its owner only.</summary>
    public Bucket RequireOwnedBucket()
    {
        Bucket bucket = RequireBucket();
        if (Caller.IsAnonymous || bucket.Access.OwnerId != Caller.Id)
            throw new RefusalException(Refusal.AccessDenied());
        return bucket;
    }

    /// <summary>
    /// Decides about an object that may be missing: who may not list the bucket learns AccessDenied, not NoSuchKey
    /// (S3 API Reference, GetObject, "Permissions").
    /// </summary>
    public KeptObject RequireObject(Bucket bucket, Permission permission) => Require(bucket, bucket.Find(Key), permission);

    /// <summary>As <see cref="RequireObject"/>, with the content held for the caller.</summary>
    public KeptObject HoldObject(Bucket bucket, ObjectKey key, Permission permission)
    {
        KeptObject? found = bucket.FindAndHold(key);
        try
        {
            return Require(bucket, found, permission);
        }
        catch (RefusalException)
        {
            found?.Content.Release();
            throw;
        }
    }

    KeptObject Require(Bucket bucket, KeptObject? found, Permission permission)
    {
        if (found is null)
            throw new RefusalException(bucket.Access.Allows(Caller, Permission.Read) ? Refusal.NoSuchKey : Refusal.AccessDenied());
        if (!found.Access.Allows(Caller, permission))
            throw new RefusalException(Refusal.AccessDenied());
        return found;
    }
}
