using System.Collections.Concurrent;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees.S3;

namespace Sluice.Tests.Conformance;

/// <summary>What is changed of objects where they are, by the engine.</summary>
public abstract class InPlaceConformance(Store store) : StoreConformance(store)
{
    [Fact]
    public async Task Tags_of_many_objects_are_set_added_read_and_removed()
    {
        foreach (string key in new[] { "d/a", "d/b", "d/sub/ü +%", "other" })
            Put(key, Bytes(3));
        Assert.Equal((3, 0), await ApplyAsync(new TagChange { Replaces = true, Added = [new("stage", "new"), new("who", "me+you")] }));
        Assert.Equal((1, 2), await ApplyAsync(new TagChange { Added = [new("stage", "done")] }, filter: static name => name == "a"));
        Assert.Equal([new("stage", "done"), new("who", "me+you")], Tags("d/a"));
        Assert.Equal((2, 1), await ApplyAsync(new TagChange { Added = [new("stage", "done")] }));
        Assert.Equal((3, 0), await ApplyAsync(new TagChange { Removed = ["who"] }));
        Assert.Equal((0, 3), await ApplyAsync(new TagChange { Removed = ["who"] }));
        ConcurrentDictionary<string, string> read = [];
        Assert.Equal((3, 0), await ApplyAsync(new TagReading(), onOutcome: outcome => read[((S3Location)outcome.From).Key.ToString()] = string.Join(',', outcome.Attributes!.Tags.Select(static tag => $"{tag.Key}={tag.Value}"))));
        Assert.Equal(["d/a", "d/b", "d/sub/ü +%"], read.Keys.Order(StringComparer.Ordinal));
        Assert.All(read.Values, static tags => Assert.Equal("stage=done", tags));
        Assert.Equal((3, 0), await ApplyAsync(new TagChange { Replaces = true }));
        Assert.Empty(Tags("d/a"));
        Assert.Empty(Tags("other"));
    }

    [Fact]
    public void Tags_are_written_and_removed_of_one_version()
    {
        Ok(Client.PutBucketVersioning(Bucket, enabled: true, default));
        string first = Put("key", Bytes(1)).VersionId!;
        Put("key", Bytes(2));
        Ok(Client.PutObjectTagging(Bucket, Key("key"), first, [new("a", "1")], default));
        Ok(Client.PutObjectTagging(Bucket, Key("key"), [new("b", "2")], default));
        Assert.Equal([new("a", "1")], Ok(Client.GetObjectTagging(Bucket, Key("key"), first, default)));
        Assert.Equal([new("b", "2")], Tags("key"));
        Ok(Client.DeleteObjectTagging(Bucket, Key("key"), first, default));
        Assert.Equal([new("b", "2")], Tags("key"));
        Assert.Empty(Ok(Client.GetObjectTagging(Bucket, Key("key"), first, default)));
    }

    [Fact]
    public async Task Metadata_is_changed_in_place_and_all_else_stays()
    {
        ObjectAttributes all = new()
        {
            ContentType = "text/x-test",
            ContentDisposition = "inline",
            ContentLanguage = "de",
            CacheControl = "max-age=1",
            Expires = "Wed, 21 Oct 2115 07:28:00 GMT",
            Metadata = [new("colour", "a, b=c"), new("draft", "1")],
            Tags = [new("team", "red")],
            StorageClass = "STANDARD_IA",
            Acl = "public-read",
        };
        Put("d/a", Bytes(1000), all);
        Put("d/plain", Bytes(10));
        PutInParts("d/parts", Bytes(11 << 20), all);
        ObjectInfo before = Head("d/a");
        ObjectAccess access = Ok(Client.GetObjectAcl(Bucket, Key("d/a"), default));
        MetadataChange change = new() { Headers = new ObjectAttributes { CacheControl = "no-cache", StorageClass = null }, Added = [new("Stage", "done")], Removed = ["DRAFT"], RemovedHeaders = ["content-language"] };
        Assert.Equal((3, 0), await ApplyAsync(change));
        Assert.Equal((0, 3), await ApplyAsync(change));
        foreach (string key in new[] { "d/a", "d/parts" })
        {
            ObjectAttributes now = Head(key).Attributes;
            Assert.Equal(("text/x-test", "inline", null, "no-cache", all.Expires, "STANDARD_IA"), (now.ContentType, now.ContentDisposition, now.ContentLanguage, now.CacheControl, now.Expires, now.StorageClass));
            Assert.Equal([new("colour", "a, b=c"), new("stage", "done")], now.Metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal));
            Assert.Equal(all.Tags, Tags(key));
            Assert.Equal(access.Grants.Select(static grant => grant.ToString()).Order(StringComparer.Ordinal), Ok(Client.GetObjectAcl(Bucket, Key(key), default)).Grants.Select(static grant => grant.ToString()).Order(StringComparer.Ordinal));
        }
        Assert.Equal((before.ETag, before.Checksum), (Head("d/a").ETag, Head("d/a").Checksum));
        Assert.Equal(Bytes(11 << 20), Get(new GetObjectRequest(Bucket, Key("d/parts"))).Body);
        Assert.Equal("no-cache", Head("d/plain").Attributes.CacheControl);
        ObjectAttributes read = ObjectAttributes.None;
        Assert.Equal((1, 2), await ApplyAsync(new MetadataReading(), static name => name == "a", outcome => read = outcome.Attributes ?? read));
        Assert.Equal("no-cache", read.CacheControl);
    }

    [Fact]
    public async Task Archived_objects_are_asked_for_and_what_is_none_is_left_alone()
    {
        if (!Store.Can(Capability.RestoresArchives))
        {
            Put("d/warm", Bytes(10));
            Fails(FailureKind.NotSupported, Client.RestoreObject(new RestoreObjectRequest(Bucket, Key("d/warm")) { Days = 1 }, default));
            return;
        }
        Put("d/cold", Bytes(10), new ObjectAttributes { StorageClass = "GLACIER" });
        Put("d/deep", Bytes(10), new ObjectAttributes { StorageClass = "DEEP_ARCHIVE" });
        Put("d/rare", Bytes(10), new ObjectAttributes { StorageClass = "STANDARD_IA" });
        Put("d/warm", Bytes(10));
        Fails(FailureKind.Denied, Client.GetObject(new GetObjectRequest(Bucket, Key("d/cold")), default));
        List<string> codes = [];
        Assert.Equal((2, 2), await ApplyAsync(new ArchiveRestore { Days = 2, Tier = "Bulk" }, onOutcome: outcome => codes.Add(outcome.ErrorCode)));
        Assert.Equal(["", "", "NotArchived", "NotArchived"], codes.Order(StringComparer.Ordinal));
        codes.Clear();
        Assert.Equal((0, 4), await ApplyAsync(new ArchiveRestore { Days = 2 }, onOutcome: outcome => codes.Add(outcome.ErrorCode)));
        Assert.Equal(["NotArchived", "NotArchived", "Restored", "Restored"], codes.Order(StringComparer.Ordinal));
        Assert.Equal(Bytes(10), Get(new GetObjectRequest(Bucket, Key("d/cold"))).Body);
        RestoreState told = Head("d/cold").Restore!;
        Assert.False(told.IsOngoing);
        Assert.True(told.Until > DateTimeOffset.UtcNow.AddDays(1));
    }

    void PutInParts(string key, byte[] body, ObjectAttributes attributes)
    {
        string upload = Ok(Client.CreateMultipartUpload(new CreateMultipartUploadRequest(Bucket, Key(key)) { Attributes = attributes }, default));
        List<UploadedPart> parts = [];
        for (int at = 0; at < body.Length; at += 5 << 20)
            parts.Add(Ok(Client.UploadPart(new UploadPartRequest(Bucket, Key(key), upload, parts.Count + 1, new MemoryBody(body.AsMemory(at, Math.Min(body.Length - at, 5 << 20)))), default)));
        Ok(Client.CompleteMultipartUpload(new CompleteMultipartUploadRequest(Bucket, Key(key), upload, parts), default));
        // Ceph loses the tags of such an upload.
        Ok(Client.PutObjectTagging(Bucket, Key(key), attributes.Tags, default));
    }

    KeyValuePair<string, string>[] Tags(string key) => [.. Ok(Client.GetObjectTagging(Bucket, Key(key), default)).OrderBy(static tag => tag.Key, StringComparer.Ordinal)];

    async Task<(long Done, long Skipped)> ApplyAsync(ObjectOperation operation, Func<string, bool>? filter = null, Action<ItemOutcome>? onOutcome = null)
    {
        FilterRules rules = new();
        if (filter is not null)
            foreach (string name in new[] { "a", "b", "sub/*", "parts", "plain" })
                rules.Add(include: filter(name), name);
        using S3ClientFactory clients = new(new ClientDefaults { Endpoint = Store.Endpoint, Client = Store.Options });
        TransferReport report = await new TransferEngine(new TransferOptions { Concurrency = 4, PartSize = 5 << 20, PartCopyThreshold = 6 << 20 }, clients).ApplyAsync(new ObjectOperationRequest
        {
            Targets = [new S3Location(null, Bucket, Key("d/"))],
            Operation = operation,
            Filter = ItemFilter.From(rules, null, null, null, null),
            OnOutcome = onOutcome,
        }, default);
        Assert.True(report.Complete);
        return (report.Outcomes.Done, report.Outcomes.Skipped);
    }
}
