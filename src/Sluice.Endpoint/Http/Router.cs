using Sluice.Endpoint.Configurations;
using Sluice.Endpoint.Operations;

namespace Sluice.Endpoint.Http;

/// <summary>Finds the operation that method, path and sub-resource name.</summary>
static class Router
{
    static readonly Operation Unknown = new("Unknown", static _ => throw new RefusalException(Refusal.MethodNotAllowed));
    static readonly Operation SubResource = new("SubResource", SubResources.HandleAsync);

    static readonly Operation ListBuckets = new("ListBuckets", Buckets.ListAsync);
    static readonly Operation CreateBucket = new("CreateBucket", Buckets.CreateAsync);
    static readonly Operation HeadBucket = new("HeadBucket", Buckets.HeadAsync);
    static readonly Operation DeleteBucket = new("DeleteBucket", Buckets.DeleteAsync);
    static readonly Operation GetBucketLocation = new("GetBucketLocation", Buckets.LocationAsync);
    static readonly Operation GetBucketVersioning = new("GetBucketVersioning", BucketVersioning.GetAsync);
    static readonly Operation PutBucketVersioning = new("PutBucketVersioning", BucketVersioning.PutAsync);
    static readonly Operation GetBucketPolicyStatus = new("GetBucketPolicyStatus", BucketDocuments.PolicyStatusAsync);
    static readonly Operation ListVersions = new("ListObjectVersions", ListObjectVersions.HandleAsync);
    static readonly Operation PostForm = new("PostObject", PostObject.HandleAsync);
    static readonly Operation Preflight = new("Preflight", Cors.PreflightAsync);
    static readonly Operation GetRetention = new("GetObjectRetention", ObjectLocks.GetRetentionAsync);
    static readonly Operation PutRetention = new("PutObjectRetention", ObjectLocks.PutRetentionAsync);
    static readonly Operation GetLegalHold = new("GetObjectLegalHold", ObjectLocks.GetLegalHoldAsync);
    static readonly Operation PutLegalHold = new("PutObjectLegalHold", ObjectLocks.PutLegalHoldAsync);
    static readonly Operation Restore = new("RestoreObject", RestoreObject.HandleAsync);
    static readonly Dictionary<(string Method, string SubResource), Operation> Documents = DocumentOperations();
    static readonly Operation GetBucketAcl = new("GetBucketAcl", Acls.GetOfBucketAsync);
    static readonly Operation PutBucketAcl = new("PutBucketAcl", Acls.PutOfBucketAsync);
    static readonly Operation ListV1 = new("ListObjects", ListObjects.V1Async);
    static readonly Operation ListV2 = new("ListObjectsV2", ListObjects.V2Async);
    static readonly Operation ListUploads = new("ListMultipartUploads", ListMultipartUploads.HandleAsync);
    static readonly Operation DeleteMany = new("DeleteObjects", DeleteObjects.HandleAsync);

    static readonly Operation Get = new("GetObject", GetObject.HandleAsync);
    static readonly Operation Head = new("HeadObject", GetObject.HandleAsync);
    static readonly Operation Put = new("PutObject", PutObject.HandleAsync);
    static readonly Operation Copy = new("CopyObject", CopyObject.HandleAsync);
    static readonly Operation Delete = new("DeleteObject", DeleteObject.HandleAsync);
    static readonly Operation Attributes = new("GetObjectAttributes", GetObjectAttributes.HandleAsync);
    static readonly Operation GetTagging = new("GetObjectTagging", ObjectTagging.GetAsync);
    static readonly Operation PutTagging = new("PutObjectTagging", ObjectTagging.PutAsync);
    static readonly Operation DeleteTagging = new("DeleteObjectTagging", ObjectTagging.DeleteAsync);
    static readonly Operation GetAcl = new("GetObjectAcl", Acls.GetOfObjectAsync);
    static readonly Operation PutAcl = new("PutObjectAcl", Acls.PutOfObjectAsync);

    static readonly Operation CreateUpload = new("CreateMultipartUpload", CreateMultipartUpload.HandleAsync);
    static readonly Operation AbortUpload = new("AbortMultipartUpload", CreateMultipartUpload.AbortAsync);
    static readonly Operation CompleteUpload = new("CompleteMultipartUpload", CompleteMultipartUpload.HandleAsync);
    static readonly Operation PutPart = new("UploadPart", UploadPart.HandleAsync);
    static readonly Operation CopyPart = new("UploadPartCopy", UploadPartCopy.HandleAsync);
    static readonly Operation Parts = new("ListParts", ListParts.HandleAsync);

    /// <summary>Throws <see cref="RefusalException"/> (InvalidArgument) for a query that names two sub-resources.</summary>
    public static Operation Resolve(string method, RequestTarget target, bool isCopy)
    {
        SubResources.RequireOne(target.Query);
        return Find(method, target, isCopy);
    }

    static Operation Find(string method, RequestTarget target, bool isCopy) => target switch
    {
        { Bucket: not null } when method == "OPTIONS" => Preflight,
        { Bucket: null } => method == "GET" ? ListBuckets : Unknown,
        { Key.IsEmpty: true } => OfBucket(method, target.Query),
        _ => OfObject(method, target.Query, isCopy),
    };

    static Operation OfBucket(string method, QueryParameters query) => method switch
    {
        "GET" when query.Has("location") => GetBucketLocation,
        "GET" when query.Has("versioning") => GetBucketVersioning,
        "GET" when query.Has("acl") => GetBucketAcl,
        "PUT" when query.Has("acl") => PutBucketAcl,
        "GET" when query.Has("uploads") => ListUploads,
        "POST" when query.Has("delete") => DeleteMany,
        "PUT" when query.Has("versioning") => PutBucketVersioning,
        "GET" when query.Has("versions") => ListVersions,
        "GET" when query.Has("policyStatus") => GetBucketPolicyStatus,
        "GET" or "PUT" or "DELETE" when Document(method, query) is { } document => document,
        "GET" or "PUT" or "DELETE" or "POST" when SubResources.Find(query) is not null => SubResource,
        "PUT" or "DELETE" or "POST" when SubResources.AnyIn(query) => Unknown,
        "POST" => PostForm,
        "GET" => query.Text("list-type") switch
        {
            null => ListV1,
            "2" => ListV2,
            _ => throw new RefusalException(Refusal.InvalidArgument("Incorrect List Type specified in Request")),
        },
        "PUT" => CreateBucket,
        "HEAD" => HeadBucket,
        "DELETE" => DeleteBucket,
        _ => Unknown,
    };

    static Operation OfObject(string method, QueryParameters query, bool isCopy) => method switch
    {
        "GET" when query.Has("uploadId") => Parts,
        "GET" when query.Has("tagging") => GetTagging,
        "GET" when query.Has("acl") => GetAcl,
        "GET" when query.Has("attributes") => Attributes,
        "PUT" when query.Has("uploadId") => isCopy ? CopyPart : PutPart,
        "PUT" when query.Has("tagging") => PutTagging,
        "PUT" when query.Has("acl") => PutAcl,
        "GET" when query.Has("retention") => GetRetention,
        "PUT" when query.Has("retention") => PutRetention,
        "GET" when query.Has("legal-hold") => GetLegalHold,
        "PUT" when query.Has("legal-hold") => PutLegalHold,
        "DELETE" when query.Has("uploadId") => AbortUpload,
        "DELETE" when query.Has("tagging") => DeleteTagging,
        "POST" when query.Has("restore") => Restore,
        "POST" when query.Has("uploads") => CreateUpload,
        "POST" when query.Has("uploadId") => CompleteUpload,
        "GET" or "PUT" or "DELETE" or "POST" when SubResources.Find(query) is not null => SubResource,
        "PUT" or "DELETE" when SubResources.AnyIn(query) => Unknown,
        "GET" => Get,
        "HEAD" => Head,
        "PUT" => isCopy ? Copy : Put,
        "DELETE" => Delete,
        _ => Unknown,
    };

    static Operation? Document(string method, QueryParameters query)
    {
        // A plain listing has no word of these; the loop is over its few parameters.
        foreach (QueryParameter parameter in query.All)
        {
            if (Documents.TryGetValue((method, parameter.Name), out Operation? operation))
                return operation;
        }
        return null;
    }

    static Dictionary<(string, string), Operation> DocumentOperations()
    {
        Dictionary<(string, string), Operation> operations = [];
        foreach (DocumentKind kind in DocumentKinds.All)
        {
            operations[("GET", kind.SubResource)] = new Operation("Get" + kind.Name, request => BucketDocuments.GetAsync(request, kind));
            operations[("PUT", kind.SubResource)] = new Operation("Put" + kind.Name, request => BucketDocuments.PutAsync(request, kind));
            if (kind.CanDelete)
                operations[("DELETE", kind.SubResource)] = new Operation(kind.DeleteName, request => BucketDocuments.DeleteAsync(request, kind));
        }
        return operations;
    }
}
