using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>ListBuckets, CreateBucket, HeadBucket, DeleteBucket, GetBucketLocation, GetBucketVersioning.</summary>
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
        request.Endpoint.Catalog.Create(name, request.Endpoint.Now, access);
        request.Http.Response.Headers.Location = "/" + name;
        await Reply.EmptyAsync(request, 200).ConfigureAwait(false);
    }

    public static Task HeadAsync(S3Request request)
    {
        request.RequireBucket(Permission.Read);
        request.Http.Response.Headers["x-amz-bucket-region"] = request.Endpoint.Options.Region;
        request.Http.Response.Headers["x-amz-access-point-alias"] = "false";
        request.Http.Response.ContentType = "application/xml";
        return Task.CompletedTask;
    }

    public static Task DeleteAsync(S3Request request)
    {
        request.Endpoint.Catalog.Remove(request.RequireOwnedBucket());
        return Reply.EmptyAsync(request, 204);
    }

    public static Task LocationAsync(S3Request request)
    {
        request.RequireOwnedBucket();
        string region = request.Endpoint.Options.Region;
        XmlBuilder xml = new XmlBuilder().Open("LocationConstraint", withNamespace: true).Value(region == "us-east-1" ? "" : region);
        return Reply.XmlAsync(request, xml.Close("LocationConstraint"));
    }

    /// <summary>Versioning is never enabled here; S3 says so with an empty element.</summary>
    public static Task VersioningAsync(S3Request request)
    {
        request.RequireOwnedBucket();
        return Reply.XmlAsync(request, new XmlBuilder().Open("VersioningConfiguration", withNamespace: true).Close("VersioningConfiguration"));
    }
}
