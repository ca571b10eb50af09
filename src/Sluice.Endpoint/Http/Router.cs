using Sluice.Endpoint.Operations;

namespace Sluice.Endpoint.Http;

/// <summary>Finds the operation that method, path and sub-resource name.</summary>
static class Router
{
    static readonly Operation ListBuckets = new("ListBuckets", Buckets.ListAsync);
    static readonly Operation Unknown = new("Unknown", static _ => throw new RefusalException(Refusal.MethodNotAllowed));

    static readonly Operation CreateBucket = new("CreateBucket", Buckets.CreateAsync);
    static readonly Operation HeadBucket = new("HeadBucket", Buckets.HeadAsync);
    static readonly Operation DeleteBucket = new("DeleteBucket", Buckets.DeleteAsync);
    static readonly Operation GetBucketLocation = new("GetBucketLocation", Buckets.LocationAsync);
    static readonly Operation GetBucketVersioning = new("GetBucketVersioning", Buckets.VersioningAsync);
    static readonly Operation ListV1 = new("ListObjects", ListObjects.V1Async);
    static readonly Operation ListV2 = new("ListObjectsV2", ListObjects.V2Async);

    static readonly Operation Put = new("PutObject", PutObject.HandleAsync);
    static readonly Operation Get = new("GetObject", GetObject.HandleAsync);
    static readonly Operation Head = new("HeadObject", GetObject.HandleAsync);
    static readonly Operation Delete = new("DeleteObject", DeleteObject.HandleAsync);

    public static Operation Resolve(string method, RequestTarget target, bool isCopy) => target switch
    {
        { Bucket: null } => method == "GET" ? ListBuckets : Unknown,
        { Key.IsEmpty: true } => OfBucket(method, target.Query),
        _ => OfObject(method, target.Query, isCopy),
    };

    static Operation OfBucket(string method, QueryParameters query) => method switch
    {
        "GET" when query.Has("location") => GetBucketLocation,
        "GET" when query.Has("versioning") => GetBucketVersioning,
        "GET" => query.Text("list-type") == "2" ? ListV2 : ListV1,
        "PUT" => CreateBucket,
        "HEAD" => HeadBucket,
        "DELETE" => DeleteBucket,
        _ => Unknown,
    };

    static Operation OfObject(string method, QueryParameters query, bool isCopy) => method switch
    {
        "GET" => Get,
        "HEAD" => Head,
        "PUT" => Put,
        "DELETE" => Delete,
        _ => Unknown,
    };
}
