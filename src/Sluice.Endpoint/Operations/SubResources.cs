using Sluice.Endpoint.Http;
using Sluice.Endpoint.Xml;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>What S3 answers about configurations that a bucket does not have; setting one is not implemented here.</summary>
static class SubResources
{
    static readonly Dictionary<string, Refusal> Absent = new(StringComparer.Ordinal)
    {
        ["policy"] = new("NoSuchBucketPolicy", 404, "The bucket policy does not exist"),
        ["policyStatus"] = new("NoSuchBucketPolicy", 404, "The bucket policy does not exist"),
        ["lifecycle"] = new("NoSuchLifecycleConfiguration", 404, "The lifecycle configuration does not exist"),
        ["cors"] = new("NoSuchCORSConfiguration", 404, "The CORS configuration does not exist"),
        ["website"] = new("NoSuchWebsiteConfiguration", 404, "The specified bucket does not have a website configuration"),
        ["tagging"] = new("NoSuchTagSet", 404, "The TagSet does not exist"),
        ["replication"] = new("ReplicationConfigurationNotFoundError", 404, "The replication configuration was not found"),
        ["publicAccessBlock"] = new("NoSuchPublicAccessBlockConfiguration", 404, "The public access block configuration was not found"),
        ["ownershipControls"] = new("OwnershipControlsNotFoundError", 404, "The bucket ownership controls were not found"),
        ["object-lock"] = new("ObjectLockConfigurationNotFoundError", 404, "Object Lock configuration does not exist for this bucket"),
        ["retention"] = new("NoSuchObjectLockConfiguration", 404, "The specified object does not have a ObjectLock configuration"),
        ["legal-hold"] = new("NoSuchObjectLockConfiguration", 404, "The specified object does not have a ObjectLock configuration"),
        ["encryption"] = new("ServerSideEncryptionConfigurationNotFoundError", 404, "The server side encryption configuration was not found"),
    };

    /// <summary>S3 has these, each an empty document where nothing is set.</summary>
    static readonly Dictionary<string, string> Empty = new(StringComparer.Ordinal)
    {
        ["notification"] = "NotificationConfiguration",
        ["logging"] = "BucketLoggingStatus",
        ["accelerate"] = "AccelerateConfiguration",
    };

    static readonly string[] NotImplemented =
        ["versions", "inventory", "analytics", "metrics", "intelligent-tiering", "requestPayment", "torrent", "restore", "select", "session", "metadataTable", "metadataConfiguration", "renameObject", "abac"];

    /// <summary>The sub-resource that the query names and no operation serves; null without one.</summary>
    public static string? Find(QueryParameters query)
    {
        foreach (QueryParameter parameter in query.All)
        {
            if (Absent.ContainsKey(parameter.Name) || Empty.ContainsKey(parameter.Name) || NotImplemented.Contains(parameter.Name))
                return parameter.Name;
        }
        return null;
    }

    public static Task HandleAsync(S3Request request)
    {
        request.RequireOwnedBucket();
        string name = Find(request.Query)!;
        if (request.Method != "GET")
            throw new RefusalException(Refusal.NotImplemented);
        if (Absent.TryGetValue(name, out Refusal? refusal))
            throw new RefusalException(refusal);
        return Empty.TryGetValue(name, out string? element)
            ? Reply.XmlAsync(request, new XmlBuilder().Open(element, withNamespace: true).Close(element))
            : throw new RefusalException(Refusal.NotImplemented);
    }
}
