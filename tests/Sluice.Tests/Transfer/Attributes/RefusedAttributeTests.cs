using Sluice.Failures;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Transfer;

namespace Sluice.Tests.Transfer.Attributes;

/// <summary>Stores that do not know, or do not allow, something that objects have.</summary>
public sealed class RefusedAttributeTests
{
    const int Large = 11 << 20;

    static readonly ObjectAttributes Rich = new() { ContentLanguage = "de", Tags = [new("team", "red")], StorageClass = "STANDARD_IA", WebsiteRedirect = "/x", Acl = "public-read" };

    static readonly TransferOptions Parts = new() { Concurrency = 1, PartSize = 5 << 20, PartCopyThreshold = 6 << 20 };

    [Theory]
    [InlineData(400, "InvalidStorageClass", "x-amz-storage-class", "storage class STANDARD_IA", 1)]
    [InlineData(400, "InvalidArgument", "x-amz-storage-class", "storage class STANDARD_IA", 2)]
    [InlineData(501, "NotImplemented", "x-amz-tagging", "tags", 4)]
    [InlineData(403, "AccessDenied", "x-amz-tagging", "tags", 1)]
    [InlineData(501, "NotImplemented", "x-amz-website-redirect-location", "website redirect", 8)]
    [InlineData(400, "AccessControlListNotSupported", "x-amz-acl", "ACL", 1)]
    public async Task What_a_destination_refuses_is_left_out_named_and_remembered(int status, string code, string header, string name, int refusals)
    {
        await using TwoStores stores = await TwoStores.BeginAsync(there: request =>
            TwoStores.Writes(request) && request.Headers.ContainsKey(header) ? TwoStores.Refused(status, code) : null);
        for (int number = 0; number < 3; number++)
            stores.Put($"p/{number}", 1000, Rich);
        stores.Put("p/large", Large, Rich);
        TransferReport report = await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.There("q/"), static r => r with { Carried = CarriedAttributes.All }, Parts);
        Assert.True(report.Complete, string.Join("; ", stores.Outcomes));
        Assert.Equal(new AttributeLossCount(new AttributeLoss(name, $"could not be kept: refused by the destination ({code})"), 4), Assert.Single(report.Lost));
        Assert.All(stores.Outcomes, outcome => Assert.Equal(name, Assert.Single(outcome.Lost).Name));
        // The first object found out, twice where the client tried without checksums, too; the others did not ask.
        Assert.Equal(refusals, stores.SentThere.Count(request => TwoStores.Writes(request) && request.Headers.ContainsKey(header)));
        ObjectAttributes copy = TwoStores.Head(stores.Target, "q/large").Attributes;
        Assert.Equal("de", copy.ContentLanguage);
        Assert.Equal(name.StartsWith("storage", StringComparison.Ordinal) ? null : "STANDARD_IA", copy.StorageClass);
        Assert.Equal(name == "website redirect" ? null : "/x", copy.WebsiteRedirect);
        Assert.Equal(name == "tags" ? "" : "team=red", TwoStores.Tags(stores.Target, "q/large"));
    }

    [Fact]
    public async Task A_destination_that_refuses_two_things_gets_neither()
    {
        await using TwoStores stores = await TwoStores.BeginAsync(there: static request =>
            TwoStores.Writes(request) && (request.Headers.ContainsKey("x-amz-tagging") || request.Headers.ContainsKey("x-amz-website-redirect-location")) ? TwoStores.Refused(501, "NotImplemented") : null);
        stores.Put("p/1", 1000, Rich);
        stores.Put("p/2", 1000, Rich);
        TransferReport report = await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.There("q/"));
        Assert.True(report.Complete, string.Join("; ", stores.Outcomes));
        Assert.Equal(["storage class STANDARD_IA", "tags", "website redirect"], report.Lost.Where(static lost => lost.Objects == 2 && lost.Attribute.Name != "ACLs").Select(static lost => lost.Attribute.Name));
        Assert.Equal(10, stores.SentThere.Count());
    }

    [Theory]
    [InlineData("x-amz-storage-class", 400, "InvalidStorageClass")]
    [InlineData("x-amz-tagging", 501, "NotImplemented")]
    [InlineData("x-amz-acl", 400, "AccessControlListNotSupported")]
    [InlineData("x-amz-website-redirect-location", 501, "NotImplemented")]
    [InlineData("x-amz-object-lock-legal-hold", 400, "InvalidRequest")]
    public async Task What_was_asked_for_and_is_refused_is_a_failure(string header, int status, string code)
    {
        await using TwoStores stores = await TwoStores.BeginAsync(there: request =>
            TwoStores.Writes(request) && request.Headers.ContainsKey(header) ? TwoStores.Refused(status, code) : null);
        stores.Put("p/1", 1000, ObjectAttributes.None);
        ObjectAttributes given = Rich with { Lock = header.Contains("lock", StringComparison.Ordinal) ? new ObjectLock { LegalHold = "ON" } : null };
        TransferReport report = await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.There("q/"), r => r with { Attributes = given });
        Assert.Equal((0L, 1L), (report.Outcomes.Done, report.Outcomes.Failed));
        Assert.Equal(code, Assert.Single(stores.Outcomes).ErrorCode);
        Assert.All(stores.SentThere, request => Assert.Contains(header, request.Headers.Keys));
    }

    [Theory]
    [InlineData(403, "AccessDenied", "denied")]
    [InlineData(501, "NotImplemented", "not supported")]
    [InlineData(405, "MethodNotAllowed", "not supported")]
    [InlineData(400, "InvalidRequest", "not supported")]
    public async Task Tags_that_cannot_be_read_are_named_and_the_object_is_copied(int status, string code, string why)
    {
        await using TwoStores stores = await TwoStores.BeginAsync(instead: request => request.Asks("tagging") ? TwoStores.Refused(status, code) : null);
        stores.Put("p/1", 1000, Rich);
        stores.Put("p/2", Large, Rich);
        AttributeLoss lost = new("tags", $"could not be read ({why})");
        TransferReport report = await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.There("q/"), options: Parts);
        Assert.True(report.Complete, string.Join("; ", stores.Outcomes));
        Assert.Contains(new AttributeLossCount(lost, 2), report.Lost);
        Assert.All(stores.Outcomes, outcome => Assert.Equal([lost], outcome.Lost));

        // The store itself copies them where it can be left to it.
        stores.Outcomes.Clear();
        report = await stores.CopyAsync(TwoStores.Here("p/1"), TwoStores.Here("p/1"), static r => r with { Attributes = new ObjectAttributes { CacheControl = "no-cache" } });
        Assert.True(report.Complete, string.Join("; ", stores.Outcomes));
        Assert.Equal("team=red", TwoStores.Tags(stores.Source, "p/1"));
        Assert.Equal("no-cache", TwoStores.Head(stores.Source, "p/1").Attributes.CacheControl);

        stores.Outcomes.Clear();
        report = await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.There("r/"), static r => r with { TagsRequired = true }, Parts);
        Assert.Equal(2, report.Outcomes.NotArrived);
        Assert.All(stores.Outcomes, static outcome => Assert.Contains("--tags-required", outcome.Message, StringComparison.Ordinal));
        Assert.All(stores.Outcomes, outcome => Assert.Equal(code, outcome.ErrorCode));
        Assert.Equal(FailureKind.NotFound, stores.Target.HeadObject(new HeadObjectRequest(TwoStores.Bucket, new ObjectKey("r/1")), default).Error?.Kind);
    }

    [Fact]
    public async Task Tags_that_a_store_may_not_copy_are_left_out_and_named_but_never_those_of_the_object_itself()
    {
        // As S3 does for who may not read tags (CopyObject, "x-amz-tagging-directive").
        await using TwoStores stores = await TwoStores.BeginAsync(instead: static request =>
            request.Headers.ContainsKey("x-amz-copy-source") && !request.Headers.ContainsKey("x-amz-tagging-directive") || request.Asks("tagging") ? TwoStores.Refused(403, "AccessDenied") : null);
        stores.Put("p/1", 1000, Rich);
        stores.Put("p/2", 1000, Rich);
        TransferReport report = await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.Here("q/"));
        Assert.True(report.Complete, string.Join("; ", stores.Outcomes));
        Assert.Contains(new AttributeLossCount(new AttributeLoss("tags", "could not be kept: refused by the destination (AccessDenied)"), 2), report.Lost);
        Assert.Equal("", TwoStores.Tags(stores.Source, "q/1"));
        Assert.Equal(3, stores.Sent.Count(static request => request.Headers.ContainsKey("x-amz-copy-source")));

        report = await stores.CopyAsync(TwoStores.Here("p/1"), TwoStores.Here("p/1"), static r => r with { Attributes = new ObjectAttributes { CacheControl = "no-cache" } });
        Assert.Equal(1, report.Outcomes.Denied);
        Assert.Equal("team=red", TwoStores.Tags(stores.Source, "p/1"));
        report = await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.Here("r/"), static r => r with { TagsRequired = true });
        Assert.Equal(2, report.Outcomes.Denied);
    }

    [Fact]
    public async Task A_store_without_tagging_directives_takes_copies_without_tags()
    {
        await using TwoStores stores = await TwoStores.BeginAsync(instead: static request =>
            request.Headers.ContainsKey("x-amz-tagging-directive") ? TwoStores.Refused(501, "NotImplemented") : null);
        stores.Put("p/1", 1000, Rich);
        TransferReport report = await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.Here("q/"), static r => r with { Carried = CarriedAttributes.Default & ~CarriedAttributes.Tags });
        Assert.True(report.Complete, string.Join("; ", stores.Outcomes));
        report = await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.Here("r/"), static r => r with { Attributes = new ObjectAttributes { CacheControl = "no-cache" } });
        Assert.True(report.Complete, string.Join("; ", stores.Outcomes));
        Assert.Equal("no-cache", TwoStores.Head(stores.Source, "r/1").Attributes.CacheControl);
        Assert.Contains(report.Lost, static lost => lost.Attribute.Name == "tags");
    }

    [Fact]
    public async Task Metadata_that_no_header_can_carry_is_named()
    {
        await using TwoStores stores = await TwoStores.BeginAsync(change: static (request, answer) =>
        {
            if (request.Method is "GET" or "HEAD" && request.Query.Length == 0)
                answer.Headers["x-amz-missing-meta"] = "2";
        });
        stores.Put("p/1", 1000, Rich);
        TransferReport report = await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.There("q/"));
        Assert.True(report.Complete, string.Join("; ", stores.Outcomes));
        Assert.Contains(report.Lost, static lost => lost is { Objects: 1, Attribute.Name: "user metadata" });
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task An_archived_object_is_named_as_such(string method)
    {
        await using TwoStores stores = await TwoStores.BeginAsync(instead: request =>
            request.Path.EndsWith("/1", StringComparison.Ordinal) && request.Method == method ? TwoStores.Refused(403, "InvalidObjectState") : null);
        stores.Put("p/1", 1000, ObjectAttributes.None with { StorageClass = "GLACIER" });
        TransferReport report = await stores.CopyAsync(TwoStores.Here("p/"), method == "GET" ? TwoStores.There("q/") : TwoStores.Here("q/"));
        Assert.Equal(1, report.Outcomes.NotArrived);
        ItemOutcome outcome = Assert.Single(stores.Outcomes);
        Assert.Equal("InvalidObjectState", outcome.ErrorCode);
        Assert.Contains("archived", outcome.Message, StringComparison.Ordinal);
        Assert.Single(stores.Sent, request => request.Method == method && request.Path.EndsWith("/1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GOVERNANCE", "2115-01-01T00:00:00Z", null, "GOVERNANCE 2115-01-01T00:00:00Z ")]
    [InlineData("GOVERNANCE", "2015-01-01T00:00:00Z", null, null)]
    [InlineData("GOVERNANCE", "2015-01-01T00:00:00Z", "ON", "  ON")]
    [InlineData(null, null, "ON", "  ON")]
    [InlineData(null, null, "OFF", null)]
    public async Task Locks_in_force_are_carried_over_when_asked_and_named_when_not(string? mode, string? until, string? hold, string? sent)
    {
        List<string> got = [];
        await using TwoStores stores = await TwoStores.BeginAsync(change: (request, answer) =>
        {
            foreach ((string name, string? value) in ((string, string?)[])[("mode", mode), ("retain-until-date", until), ("legal-hold", hold)])
                if (value is not null && request.Method == "GET" && request.Query.Length == 0)
                    answer.Headers[$"x-amz-object-lock-{name}"] = value;
        }, there: request =>
        {
            if (request.Headers.Keys.Any(static name => name.StartsWith("x-amz-object-lock", StringComparison.Ordinal)))
            {
                got.Add(string.Join(' ', ((string[])["mode", "retain-until-date", "legal-hold"]).Select(name => request.Headers.GetValueOrDefault($"x-amz-object-lock-{name}", ""))));
                return new StoreAnswer(200) { Headers = { ["etag"] = "\"x\"", ["x-amz-checksum-crc64nvme"] = request.Headers["x-amz-checksum-crc64nvme"] } };
            }
            return null;
        });
        stores.Put("p/1", 1000, ObjectAttributes.None);
        Assert.True((await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.There("q/"), static r => r with { Carried = CarriedAttributes.All })).Complete);
        Assert.Equal(sent is null ? [] : [sent], got);
        TransferReport report = await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.There("r/"));
        Assert.Equal(sent is not null, report.Lost.Any(static lost => lost.Attribute.Name == "object lock"));
    }
}
