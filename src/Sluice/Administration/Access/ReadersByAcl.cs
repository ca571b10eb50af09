using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Administration.Access;

/// <summary>Who but the owner has something by an access control list, and loses it where ACLs count no longer.</summary>
public static class ReadersByAcl
{
    // As many as are asked for what anybody may read: to look at all takes a request for each object.
    const int MostLooks = 10;

    /// <summary>Grants of the bucket's own list to others than its owner, as "READ to anybody"; null for none, and where it may not be read.</summary>
    /// <param name="client">The store.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static string? OfBucket(S3Client client, string bucket, CancellationToken cancellationToken) => AccessControl.Read(client, bucket, default, null, cancellationToken) is { Error: null } acl ? Others(acl.Value) : null;

    /// <summary>Whether lists of objects grant others something, as what follows "what they grant to others"; null where there is no object, or where each was looked at and its list grants nobody but the owner.</summary>
    /// <param name="client">The store.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">The objects lie below it; empty for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static string? OfObjects(S3Client client, string bucket, ObjectKey prefix, CancellationToken cancellationToken)
    {
        if (!client.ListObjects(new ListObjectsRequest(bucket) { Prefix = prefix, MaxKeys = MostLooks }, cancellationToken).TryGet(out ListObjectsPage? page, out S3Error? unlisted))
            return $", which is not known: {unlisted.Message}";
        int read = 0;
        List<string> found = [];
        foreach (ListedObject one in page.Objects)
            if (AccessControl.Read(client, bucket, one.Key, null, cancellationToken) is { Error: null } acl)
            {
                read++;
                if (Others(acl.Value) is { } others)
                    found.Add($"'{DisplayText.Of(one.Key.Bytes)}' grants {others}");
            }
        bool isAll = page.NextToken is null && read == page.Objects.Count;
        return found.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $": {found[0]}{(found.Count > 1 ? $", and {found.Count - 1} more of them do so" : "")}{(isAll ? "" : $" ({read} lists were looked at)")}")
            : isAll ? null : string.Create(CultureInfo.InvariantCulture, $", which is not known of all: {read} lists were looked at");
    }

    static string? Others(JsonObject acl)
    {
        string? owner = acl.Fields("Owner").Text("ID");
        string[] others = [.. acl.Members("Grants").Zip(AccessControl.Grants(acl)).Where(one => owner is null || one.First.Fields("Grantee").Text("ID") != owner).Select(static one => $"{DisplayText.Of(one.Second.Permission)} to {one.Second.Grantee}")];
        return others.Length == 0 ? null : string.Join(", ", others);
    }
}
