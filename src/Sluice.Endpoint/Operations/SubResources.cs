using Sluice.Endpoint.Http;
using Sluice.Endpoint.Xml;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>Sub-resources that this endpoint does not have. Setting one answers 501; reading one says what S3 says where nothing is set.</summary>
static class SubResources
{
    static readonly Dictionary<string, Refusal> Absent = new(StringComparer.Ordinal)
    {
        ["replication"] = new("ReplicationConfigurationNotFoundError", 404, "The replication configuration was not found"),
    };

    /// <summary>Of buckets and of objects; the table in docs/endpoint.md is of the same.</summary>
    public static IReadOnlyList<string> NotImplemented { get; } =
        ["replication", "accelerate", "inventory", "analytics", "metrics", "intelligent-tiering", "torrent", "restore", "select", "session", "metadataTable", "metadataConfiguration", "metadataInventoryTable", "metadataJournalTable", "renameObject", "abac"];

    /// <summary>The sub-resource that the query names and no operation serves; null without one.</summary>
    public static string? Find(QueryParameters query)
    {
        foreach (QueryParameter parameter in query.All)
        {
            if (NotImplemented.Contains(parameter.Name))
                return parameter.Name;
        }
        return null;
    }

    public static Task HandleAsync(S3Request request)
    {
        request.RequireOwnedBucket("s3:GetBucketLocation");
        string name = Find(request.Query)!;
        if (request.Method == "GET" && Absent.TryGetValue(name, out Refusal? refusal))
            throw new RefusalException(refusal);
        if (request.Method == "DELETE" && Absent.ContainsKey(name))
            return Reply.EmptyAsync(request, 204);
        return request.Method == "GET" && name == "accelerate"
            ? Reply.XmlAsync(request, new XmlBuilder().Open("AccelerateConfiguration", withNamespace: true).Close("AccelerateConfiguration"))
            : throw new RefusalException(Refusal.NotImplemented);
    }
}
