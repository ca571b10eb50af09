using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Auth;
using Sluice.Endpoint.Faults;
using Sluice.Endpoint.Policies;
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

    /// <summary>The object it is about; a form names it in its body.</summary>
    public ObjectKey Key { get; set; } = target.Key;

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

    /// <summary>Tags that come in the body instead of a header, for conditions of a policy; null without.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? BodyTags { get; set; }

    /// <summary>The version the query names, checked to be an id; null for the current one.</summary>
    public string? Version => Query.Text("versionId") is { } version ? Storage.VersionId.Check(version) : null;

    /// <summary>Throws <see cref="RefusalException"/> (InvalidArgument) for a write that names a version: none can be written.</summary>
    public void RequireNoVersion()
    {
        if (Query.Has("versionId"))
            throw new RefusalException(Refusal.InvalidArgument("This operation does not accept a version-id.") with { Details = [new("ArgumentName", "versionId"), new("ArgumentValue", Query.Text("versionId") ?? "")] });
    }

    /// <summary>Throws <see cref="RefusalException"/> (AccessDenied) for tags of a caller who may not give any (S3 API Reference, PutObject, "Permissions").</summary>
    public void RequireTagging(Bucket bucket, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        if (tags.Count > 0 && !MayAlso("s3:PutObjectTagging", bucket))
            throw new RefusalException(Refusal.AccessDenied());
    }

    /// <summary>The tags of an object, if the caller may read them. Throws <see cref="RefusalException"/> (AccessDenied).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> RequireTags(Bucket bucket, KeptObject stored, string? version) => stored.Description.Tags.Count == 0 ? []
        : Require(bucket, stored.Key, version, stored, null, version is null ? "s3:GetObjectTagging" : "s3:GetObjectVersionTagging").Description.Tags;

    ObjectKey? Resource => Key.IsEmpty ? null : Key;

    /// <summary>The bucket, if the caller may do this in it. Throws <see cref="RefusalException"/> (NoSuchBucket, AccessDenied).</summary>
    /// <param name="permission">What the bucket's ACL must grant.</param>
    /// <param name="action">The action as policies name it; on the request's key, where it has one.</param>
    public Bucket RequireBucket(Permission permission, string action)
    {
        Bucket bucket = RequireBucket();
        if (!Authorization.Allows(this, bucket, action, Resource, bucket.Access, permission))
            throw new RefusalException(Refusal.AccessDenied());
        return bucket;
    }

    /// <summary>The bucket, whoever asks. Throws <see cref="RefusalException"/> (NoSuchBucket, AccessDenied for one of another owner than expected).</summary>
    public Bucket RequireBucket()
    {
        Bucket bucket = Endpoint.Catalog.Get(Target.Bucket!);
        if (Header("x-amz-expected-bucket-owner") is { } owner && !bucket.IsOwnedBy(owner))
            throw new RefusalException(Refusal.AccessDenied());
        RequirePayer(bucket);
        return bucket;
    }

    /// <summary>S3 User Guide, "Using Requester Pays buckets": who does not say that they pay, and who is nobody, is refused. Nobody is charged here.</summary>
    public void RequirePayer(Bucket bucket)
    {
        if (!bucket.Settings.RequesterPays || !Caller.IsAnonymous && Caller.Id == bucket.Access.OwnerId)
            return;
        if (Caller.IsAnonymous || (Header("x-amz-request-payer") ?? Query.Text("x-amz-request-payer")) != "requester")
            throw new RefusalException(Refusal.AccessDenied());
        Http.Response.Headers["x-amz-request-charged"] = "requester";
    }

    /// <summary>True when the caller may do this to the request's key beside what else they do: as the bucket's owner, or by its policy.</summary>
    public bool MayAlso(string action, Bucket bucket) => Authorization.Allows(this, bucket, action, Resource, bucket.Access, Permission.Write);

    /// <summary>The bucket, for its owner and whom its policy lets.</summary>
    public Bucket RequireOwnedBucket(string action)
    {
        Bucket bucket = RequireBucket();
        if (!Authorization.Allows(this, bucket, action, Resource, bucket.Access, null))
            throw new RefusalException(Refusal.AccessDenied());
        return bucket;
    }

    /// <summary>
    /// Decides about an object that may be missing: who may not list the bucket learns AccessDenied, not NoSuchKey
    /// (S3 API Reference, GetObject, "Permissions").
    /// </summary>
    public KeptObject RequireObject(Bucket bucket, Permission? permission, string action)
    {
        string? version = Version;
        return Require(bucket, Key, version, bucket.Find(Key, version), permission, action);
    }

    /// <summary>As <see cref="RequireObject"/>, with the content held for the caller.</summary>
    public KeptObject HoldObject(Bucket bucket, ObjectKey key, string? version, Permission permission, string action)
    {
        KeptObject? found = bucket.FindAndHold(key, version);
        try
        {
            return Require(bucket, key, version, found, permission, action);
        }
        catch (RefusalException)
        {
            found?.Content.Release();
            throw;
        }
    }

    KeptObject Require(Bucket bucket, ObjectKey key, string? version, KeptObject? found, Permission? permission, string action)
    {
        if (found is null || found.IsDeleteMarker)
            throw new RefusalException(Missing(bucket, key, version, found, action));
        // Without a permission of its own an ability is the owners': of the bucket, and of the object.
        bool allowed = Authorization.Allows(this, bucket, action, key, found.Access, permission, found)
            || permission is null && !Caller.IsAnonymous && Caller.Id == found.Access.OwnerId && !bucket.Settings.AclsAreDisabled && Authorization.Decide(this, bucket, action, key, found) != PolicyEffect.Deny;
        return allowed ? found : throw new RefusalException(Refusal.AccessDenied());
    }

    Refusal Missing(Bucket bucket, ObjectKey key, string? version, KeptObject? marker, string action)
    {
        if (!Authorization.Allows(this, bucket, "s3:ListBucket", null, bucket.Access, Permission.Read) || Authorization.Decide(this, bucket, action, key, null) == PolicyEffect.Deny)
            return Refusal.AccessDenied();
        string name = Encoding.UTF8.GetString(key.Bytes);
        KeptObject? hiding = marker ?? (version is null ? bucket.FindMarker(key) : null);
        if (hiding is not null)
        {
            Http.Response.Headers["x-amz-delete-marker"] = "true";
            Http.Response.Headers["x-amz-version-id"] = hiding.VersionId ?? Storage.VersionId.Null;
        }
        if (marker is not null)
        {
            Http.Response.Headers.LastModified = Reply.HttpDate(marker.LastModified);
            Http.Response.Headers.Allow = "DELETE";
            return Refusal.MethodNotAllowed with { Details = [new("Method", Method), new("ResourceType", "DeleteMarker")] };
        }
        return version is null ? Refusal.NoSuchKey with { Details = [new("Key", name)] } : Refusal.NoSuchVersion with { Details = [new("Key", name), new("VersionId", version)] };
    }
}
