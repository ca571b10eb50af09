using Sluice.Endpoint.Access;
using Sluice.Endpoint.Configurations;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>ListBuckets, CreateBucket, HeadBucket, DeleteBucket, GetBucketLocation.</summary>
static class Buckets
{
    public static Task ListAsync(S3Request request)
    {
        if (request.Caller.IsAnonymous)
            throw new RefusalException(Refusal.AccessDenied());
        string prefix = request.Query.Text("prefix") ?? "", after = request.Query.Text("continuation-token") ?? "";
        int limit = request.Query.Number("max-buckets", 10_000, 1, 10_000);
        List<Bucket> owned = [.. request.Endpoint.Catalog.All.Where(b => b.Access.OwnerId == request.Caller.Id && b.Name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(b.Name, after) > 0)];
        owned.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        XmlBuilder xml = new XmlBuilder().Open("ListAllMyBucketsResult", withNamespace: true);
        OwnerXml.Write(xml, "Owner", request.Caller);
        xml.Open("Buckets");
        foreach (Bucket bucket in owned.Take(limit))
            xml.Open("Bucket").Text("Name", bucket.Name).Text("CreationDate", Reply.XmlDate(bucket.Record.Created)).Text("BucketRegion", request.Endpoint.Options.Region).Close("Bucket");
        xml.Close("Buckets");
        if (prefix.Length > 0)
            xml.Text("Prefix", prefix);
        if (owned.Count > limit)
            xml.Text("ContinuationToken", owned[limit - 1].Name);
        return Reply.XmlAsync(request, xml.Close("ListAllMyBucketsResult"));
    }

    public static async Task CreateAsync(S3Request request)
    {
        if (request.Caller.IsAnonymous)
            throw new RefusalException(Refusal.AccessDenied());
        string name = request.Target.Bucket!;
        if (S3.BucketName.ProblemOfNew(name) is not null)
            throw new RefusalException(Refusal.InvalidBucketName with { Details = [new("BucketName", name)] });
        string region = request.Endpoint.Options.Region;
        string? wanted = await CreateBucketXml.ReadLocationAsync(request).ConfigureAwait(false);
        // us-east-1 has no constraint of its own; "EU" is the old name of eu-west-1.
        if (wanted is not null && (wanted == "EU" ? "eu-west-1" : wanted) != region)
            throw new RefusalException(new Refusal("IllegalLocationConstraintException", 400, $"The {wanted} location constraint is incompatible for the region specific endpoint this request was sent to."));
        AccessList access = AccessHeaders.Read(request, request.Caller.Id, null);
        StoredBucket record = Describe(request, name, access);
        // In this region alone one's own bucket may be made again, which resets its ACL (S3 API Reference, CreateBucket).
        if (region == "us-east-1" && request.Endpoint.Catalog.Find(name) is { } existing && existing.Access.OwnerId == request.Caller.Id)
            existing.Change(before => before with { Access = existing.Settings.AclsAreDisabled ? before.Access : access });
        else
            request.Endpoint.Catalog.Create(record);
        request.Http.Response.Headers.Location = "/" + name;
        await Reply.EmptyAsync(request, 200).ConfigureAwait(false);
    }

    static StoredBucket Describe(S3Request request, string name, AccessList access)
    {
        Dictionary<string, string> documents = [];
        bool locks = string.Equals(request.Header("x-amz-bucket-object-lock-enabled"), "true", StringComparison.OrdinalIgnoreCase);
        if (locks)
            documents["object-lock"] = DefaultRetention.WithoutRule;
        if (request.Header("x-amz-object-ownership") is { } ownership)
        {
            if (!OwnershipDocument.IsKnown(ownership))
                throw new RefusalException(Refusal.InvalidArgument("Invalid x-amz-object-ownership header") with { Details = [new("ArgumentName", "x-amz-object-ownership"), new("ArgumentValue", ownership)] });
            if (ownership == OwnershipDocument.Enforced && access.Grants.Any(g => g.Grantee != access.OwnerId))
                throw new RefusalException(new Refusal("InvalidBucketAclWithObjectOwnership", 400, "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"));
            documents["ownershipControls"] = OwnershipDocument.Write(ownership);
        }
        return new StoredBucket(name, request.Endpoint.Now, access) { Versioning = locks ? StoredBucket.Enabled : null, Documents = documents.Count > 0 ? documents : null };
    }

    public static Task HeadAsync(S3Request request)
    {
        request.RequireBucket(Permission.Read, "s3:ListBucket");
        request.Http.Response.Headers["x-amz-bucket-region"] = request.Endpoint.Options.Region;
        request.Http.Response.Headers["x-amz-access-point-alias"] = "false";
        request.Http.Response.ContentType = "application/xml";
        return Task.CompletedTask;
    }

    public static Task DeleteAsync(S3Request request)
    {
        request.Endpoint.Catalog.Remove(request.RequireOwnedBucket("s3:DeleteBucket"));
        return Reply.EmptyAsync(request, 204);
    }

    public static Task LocationAsync(S3Request request)
    {
        request.RequireOwnedBucket("s3:GetBucketLocation");
        string region = request.Endpoint.Options.Region;
        XmlBuilder xml = new XmlBuilder().Open("LocationConstraint", withNamespace: true).Value(region == "us-east-1" ? "" : region);
        return Reply.XmlAsync(request, xml.Close("LocationConstraint"));
    }
}
