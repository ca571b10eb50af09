using System.Collections.Frozen;
using Sluice.Endpoint.Configurations;
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
        ["replication", "accelerate", "inventory", "analytics", "metrics", "intelligent-tiering", "torrent", "select", "session", "metadataTable", "metadataConfiguration", "metadataInventoryTable", "metadataJournalTable", "renameObject", "abac"];

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

    /// <summary>Sub-resources of which a request names one.</summary>
    static readonly FrozenSet<string> Exclusive = FrozenSet.ToFrozenSet(
    [
        "acl", "attributes", "delete", "legal-hold", "location", "policyStatus", "restore", "retention", "tagging", "uploadId", "uploads", "versioning", "versions",
        .. DocumentKinds.All.Select(static kind => kind.SubResource), .. NotImplemented,
    ], StringComparer.Ordinal);

    /// <summary>True for a query that names a sub-resource: what is asked of it is never asked of the bucket or the object itself.</summary>
    public static bool AnyIn(QueryParameters query) => query.All.Any(static parameter => Exclusive.Contains(parameter.Name));

    /// <summary>Throws <see cref="RefusalException"/> (InvalidArgument) for a query that names two: which of them was meant nobody can tell.</summary>
    public static void RequireOne(QueryParameters query)
    {
        string? first = null;
        foreach (QueryParameter parameter in query.All)
        {
            if (!Exclusive.Contains(parameter.Name) || parameter.Name == first)
                continue;
            if (first is not null)
                throw new RefusalException(Refusal.InvalidArgument($"Conflicting query string parameters: {first}, {parameter.Name}") with { Details = [new("ArgumentName", "ResourceType"), new("ArgumentValue", first)] });
            first = parameter.Name;
        }
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
