using Sluice.Engine;
using Sluice.Failures;
using Sluice.Inventories;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees.Listing;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Conformance;

/// <summary>Versions and delete markers: nothing that is hidden is lost, nothing that is named by its version is another.</summary>
public abstract class VersionConformance(Store store) : RawConformance(store)
{
    [Fact]
    public async Task A_version_is_read_by_its_id_after_it_was_overwritten()
    {
        await SetVersioningAsync("Enabled");
        string first = await PutAsync("key", "one"), second = await PutAsync("key", "two");
        Assert.NotEqual(first, second);
        Assert.Equal("two", (await DoneAsync(AskAsync("GET", "key"))).Text);
        RawAnswer older = await DoneAsync(AskAsync("GET", $"key?versionId={first}"));
        Assert.Equal(("one", first), (older.Text, older.Header("x-amz-version-id")));
        Assert.Equal("3", (await DoneAsync(AskAsync("HEAD", $"key?versionId={first}"))).Header("content-length"));
    }

    [Fact]
    public async Task A_delete_marker_hides_the_object_and_its_removal_brings_it_back()
    {
        await SetVersioningAsync("Enabled");
        await PutAsync("key", "one");
        RawAnswer deleted = await DoneAsync(AskAsync("DELETE", "key"));
        Assert.Equal("true", deleted.Header("x-amz-delete-marker"));
        string marker = deleted.Header("x-amz-version-id")!;
        RawAnswer gone = await AskAsync("GET", "key");
        Assert.Equal((404, "NoSuchKey"), gone.Error);
        Assert.Equal(Expected(Capability.TellsMarkers, "true"), gone.Header("x-amz-delete-marker"));
        Assert.Equal(Expected(Capability.AnswersMarkers, 405, moto: 404, ceph: 404), (await AskAsync("GET", $"key?versionId={marker}")).Status);
        Assert.Empty((await DoneAsync(AskAsync("GET", "?list-type=2"))).Elements("Key"));
        await DoneAsync(AskAsync("DELETE", $"key?versionId={marker}"));
        Assert.Equal("one", (await DoneAsync(AskAsync("GET", "key"))).Text);
    }

    [Fact]
    public async Task The_version_that_is_removed_is_the_one_that_was_named()
    {
        await SetVersioningAsync("Enabled");
        string[] ids = [await PutAsync("key", "one"), await PutAsync("key", "two"), await PutAsync("key", "three")];
        await DoneAsync(AskAsync("DELETE", $"key?versionId={ids[1]}"));
        Assert.Equal(Expected(Capability.NamesMissingVersions, (404, "NoSuchVersion"), ceph: (404, "NoSuchKey")), (await AskAsync("GET", $"key?versionId={ids[1]}")).Error);
        Assert.Equal("one", (await DoneAsync(AskAsync("GET", $"key?versionId={ids[0]}"))).Text);
        await DoneAsync(AskAsync("DELETE", $"key?versionId={ids[2]}"));
        Assert.Equal("one", (await DoneAsync(AskAsync("GET", "key"))).Text);
    }

    [Fact]
    public async Task Versions_are_listed_newest_first_page_by_page()
    {
        await SetVersioningAsync("Enabled");
        List<string> ids = [];
        for (int i = 0; i < 5; i++)
            ids.Add(await PutAsync("key", $"{i}"));
        ids.Reverse();
        RawAnswer all = await DoneAsync(AskAsync("GET", "?versions"));
        Assert.Equal(ids, all.Elements("VersionId"));
        Assert.Equal(["true", "false", "false", "false", "false"], all.Elements("IsLatest"));
        List<string> paged = [];
        for (string marker = ""; marker is not null;)
        {
            RawAnswer page = await DoneAsync(AskAsync("GET", "?versions&max-keys=2" + marker));
            paged.AddRange(page.Elements("VersionId"));
            Assert.True(paged.Count <= 5);
            if (page.Element("IsTruncated") != "true")
                break;
            marker = $"&key-marker={page.Element("NextKeyMarker")}&version-id-marker={page.Element("NextVersionIdMarker")}";
        }
        Assert.Equal(ids, paged);
    }

    [Fact]
    public async Task An_object_from_before_versioning_is_the_null_version()
    {
        await PutAsync("key", "before");
        Assert.Equal(["null"], (await DoneAsync(AskAsync("GET", "?versions"))).Elements("VersionId"));
        await SetVersioningAsync("Enabled");
        await PutAsync("key", "after");
        Assert.Equal("before", (await DoneAsync(AskAsync("GET", "key?versionId=null"))).Text);
    }

    [Fact]
    public async Task While_versioning_is_suspended_the_null_version_alone_is_replaced()
    {
        await SetVersioningAsync("Enabled");
        string kept = await PutAsync("key", "kept");
        await SetVersioningAsync("Suspended");
        Assert.Equal("Suspended", (await DoneAsync(AskAsync("GET", "?versioning"))).Element("Status"));
        await PutAsync("key", "first");
        await PutAsync("key", "second");
        Assert.Equal(Expected<string[]>(Capability.KeepsVersionsWhileSuspended, ["null", kept], moto: ["null"]), (await DoneAsync(AskAsync("GET", "?versions"))).Elements("VersionId"));
        Assert.Equal("second", (await DoneAsync(AskAsync("GET", "key?versionId=null"))).Text);
        if (!Store.Can(Capability.KeepsVersionsWhileSuspended))
            return;
        Assert.Equal("null", (await DoneAsync(AskAsync("DELETE", "key"))).Header("x-amz-version-id"));
        Assert.Equal("kept", (await DoneAsync(AskAsync("GET", $"key?versionId={kept}"))).Text);
    }

    [Fact]
    public async Task Many_versions_are_removed_in_one_request_and_the_bucket_is_empty_then()
    {
        await SetVersioningAsync("Enabled");
        await PutAsync("a", "1");
        await PutAsync("a", "2");
        await PutAsync("b", "1");
        await DoneAsync(AskAsync("DELETE", "a"));
        RawAnswer listed = await DoneAsync(AskAsync("GET", "?versions"));
        string names = string.Concat(listed.Records("Version").Concat(listed.Records("DeleteMarker")).Select(static v => $"<Object><Key>{v["Key"]}</Key><VersionId>{v["VersionId"]}</VersionId></Object>"));
        string document = $"<Delete>{names}</Delete>";
        RawAnswer deleted = await DoneAsync(AskAsync("POST", "?delete", document, ("content-md5", Md5(document))));
        Assert.Equal(4, deleted.Records("Deleted").Count);
        Assert.Empty(deleted.Records("Error"));
        await DoneAsync(AskStoreAsync("DELETE", $"/{Bucket}"));
    }

    [Fact]
    public async Task A_copy_is_of_the_version_that_was_named()
    {
        await SetVersioningAsync("Enabled");
        string first = await PutAsync("key", "one");
        await PutAsync("key", "two");
        RawAnswer copied = await DoneAsync(AskAsync("PUT", "copy", null, ("x-amz-copy-source", $"/{Bucket}/key?versionId={first}")));
        Assert.Equal(Expected(Capability.TellsCopiedVersions, first), copied.Header("x-amz-copy-source-version-id"));
        Assert.Equal("one", (await DoneAsync(AskAsync("GET", "copy"))).Text);
    }

    [Fact]
    public async Task A_delete_marker_that_is_named_as_a_source_is_refused()
    {
        await SetVersioningAsync("Enabled");
        await PutAsync("key", "one");
        string marker = (await DoneAsync(AskAsync("DELETE", "key"))).Header("x-amz-version-id")!;
        RawAnswer refused = await AskAsync("PUT", "copy", null, ("x-amz-copy-source", $"/{Bucket}/key?versionId={marker}"));
        Assert.Equal(Expected(Capability.RefusesMarkersAsSources, (400, "InvalidRequest"), moto: (404, "NoSuchVersion"), ceph: (404, "NoSuchKey")), refused.Error);
        Assert.Equal(404, (await AskAsync("HEAD", "copy")).Status);
    }

    [Fact]
    public async Task Tags_and_lists_of_grants_are_of_one_version()
    {
        await SetVersioningAsync("Enabled");
        string first = await PutAsync("key", "one");
        await PutAsync("key", "two");
        await DoneAsync(PutDocumentAsync($"key?tagging&versionId={first}", "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"));
        Assert.Equal(["a"], (await DoneAsync(AskAsync("GET", $"key?tagging&versionId={first}"))).Elements("Key"));
        Assert.Empty((await DoneAsync(AskAsync("GET", "key?tagging"))).Elements("Key"));
    }

    [Fact]
    public void The_client_lists_reads_and_removes_versions()
    {
        Assert.Equal(VersioningStatus.Off, Ok(Client.GetBucketVersioning(Bucket, default)));
        Ok(Client.PutBucketVersioning(Bucket, enabled: true, default));
        Assert.Equal(VersioningStatus.Enabled, Ok(Client.GetBucketVersioning(Bucket, default)));
        Dictionary<string, List<string>> written = [];
        foreach (string key in new[] { "a", "b/1", "b/2 +%", "c" })
        {
            written[key] = [];
            for (int i = 0; i < 5; i++)
                written[key].Insert(0, Put(key, Bytes(i, i)).VersionId!);
        }
        Ok(Client.DeleteObject(new DeleteObjectRequest(Bucket, Key("c")), default));
        foreach (int most in new[] { 1000, 7, 3 })
        {
            List<ListedObject> listed = Versions(most);
            foreach ((string key, List<string> ids) in written)
                Assert.Equal(ids, listed.Where(found => found.Key == Key(key) && !found.Version!.IsDeleteMarker).Select(static found => found.Version!.Id));
            Assert.Equal(21, listed.Count);
            Assert.Single(listed, static found => found.Version!.IsDeleteMarker);
            Assert.Equal(4, listed.Count(static found => found.Version!.IsLatest));
        }
        string second = written["a"][3];
        Assert.Equal(Bytes(1, 1), Get(new GetObjectRequest(Bucket, Key("a")) { VersionId = second }).Body);
        Assert.Equal(1, Ok(Client.HeadObject(new HeadObjectRequest(Bucket, Key("a")) { VersionId = second }, default)).TotalLength);
        Ok(Client.DeleteObject(new DeleteObjectRequest(Bucket, Key("a")) { VersionId = second }, default));
        Fails(FailureKind.NotFound, Client.HeadObject(new HeadObjectRequest(Bucket, Key("a")) { VersionId = second }, default));
        DeleteObjectsResult hidden = Ok(Client.DeleteObjects(new DeleteObjectsRequest(Bucket, [Key("a"), Key("b/1")]), default));
        Assert.Empty(hidden.Failed);
        Assert.Equal(2, hidden.Hidden);
        DeleteObjectsResult gone = Ok(Client.DeleteObjects(new DeleteObjectsRequest(Bucket, Versions(1000).ConvertAll(static found => new ObjectIdentifier(found.Key, found.Version!.Id))), default));
        Assert.Empty(gone.Failed);
        Assert.Equal(0, gone.Hidden);
        Assert.Empty(Versions(1000));
    }

    [Fact]
    public async Task Versions_that_a_list_names_are_copied_moved_and_removed_and_what_is_gone_is_missing()
    {
        Ok(Client.PutBucketVersioning(Bucket, enabled: true, default));
        string one = Put("d/a", Bytes(10, 1)).VersionId!, two = Put("d/a", Bytes(20, 2)).VersionId!, three = Put("d/a", Bytes(30, 3)).VersionId!, kept = Put("d/b", Bytes(40, 4)).VersionId!;
        Ok(Client.DeleteObject(new DeleteObjectRequest(Bucket, Key("d/b")), default));
        string marker = Versions(1000).Single(static found => found.Version!.IsDeleteMarker).Version!.Id;
        using S3ClientFactory clients = new(new ClientDefaults { Endpoint = Store.Endpoint, Client = Store.Options });
        TransferEngine engine = new(new TransferOptions { Concurrency = 4 }, clients);
        string list = Path.Combine(Path.GetTempPath(), $"sluice-list-{Guid.NewGuid():N}.csv");
        S3Location to = new(null, Bucket, Key("to/"));
        Ends(2, 0, await engine.CopyAsync(new CopyRequest { Sources = [Listed($"d/a,{one}", $"d/b,{kept}")], Destination = to }, default));
        Assert.Equal(Bytes(10, 1), Get("to/a"));
        Assert.Equal(Bytes(40, 4), Get("to/b"));
        Ends(1, 0, await engine.CopyAsync(new CopyRequest { Sources = [Listed($"d/a,{two}")], Destination = to, Move = true }, default));
        Ends(2, 1, await engine.RemoveAsync(new RemoveRequest { Targets = [Listed($"d/a,{one}", $"d/a,{two}", $"d/b,{marker}")], Recursive = true }, default));
        Assert.Equal([three, kept], Versions(1000).Where(static found => found.Key.StartsWith(Key("d/"))).Select(static found => found.Version!.Id));
        Assert.Equal((20, 40), (Get("to/a").Length, Get("d/b").Length));
        File.Delete(list);

        InventoryLocation Listed(params string[] rows)
        {
            File.WriteAllLines(list, rows.Select(row => $"{Bucket},{row}"));
            return new InventoryLocation(new S3Location(null, Bucket, Key("d/")), new Inventory(new LocalLocation(list)));
        }

        static void Ends(long done, long missing, TransferReport report) =>
            Assert.True(report.ListingError is null && report.Outcomes == new OutcomeCounts(done, 0, missing, 0, 0, 0, 0), $"{report.Outcomes} {report.ListingError}");
    }

    [Fact]
    public async Task The_past_is_listed_and_comes_back_by_an_undo_that_can_be_undone()
    {
        Ok(Client.PutBucketVersioning(Bucket, enabled: true, default));
        Put("d/a", Bytes(10, 1));
        Put("d/b", Bytes(20, 2));
        Put("d/c", Bytes(30, 3));
        DateTimeOffset then = await BetweenAsync();
        Put("d/a", Bytes(10, 4));
        Ok(Client.DeleteObject(new DeleteObjectRequest(Bucket, Key("d/b")), default));
        Put("d/new", Bytes(5, 5));
        DateTimeOffset later = await BetweenAsync();
        Assert.Equal(["d/a 10", "d/b 20", "d/c 30"], Past(then));
        Assert.Equal(["d/a 10", "d/c 30", "d/new 5"], Past(later));

        TransferReport undone = await UndoAsync(then);
        Assert.Equal((3, 1), (undone.Outcomes.Done, undone.Outcomes.Skipped));
        Assert.Equal(Bytes(10, 1), Get(new GetObjectRequest(Bucket, Key("d/a"))).Body);
        Assert.Equal(Bytes(20, 2), Get(new GetObjectRequest(Bucket, Key("d/b"))).Body);
        Fails(FailureKind.NotFound, Client.HeadObject(new HeadObjectRequest(Bucket, Key("d/new")), default));
        await BetweenAsync();
        Assert.Equal(3, (await UndoAsync(later)).Outcomes.Done);
        Assert.Equal(Bytes(10, 4), Get(new GetObjectRequest(Bucket, Key("d/a"))).Body);
        Fails(FailureKind.NotFound, Client.HeadObject(new HeadObjectRequest(Bucket, Key("d/b")), default));
        Assert.Equal(Bytes(5, 5), Get(new GetObjectRequest(Bucket, Key("d/new"))).Body);
    }

    // A time that nothing is written at, also where a store tells whole seconds.
    static async Task<DateTimeOffset> BetweenAsync()
    {
        await Task.Delay(1100);
        DateTimeOffset time = DateTimeOffset.UtcNow;
        await Task.Delay(1100);
        return time;
    }

    string[] Past(DateTimeOffset time)
    {
        List<string> found = [];
        using ObjectLister lister = new(Client, new ListObjectsRequest(Bucket) { Prefix = Key("d/") }, new ListingOptions { At = time }, default);
        while (lister.TryNext(out ListObjectsPage page))
            found.AddRange(page.Objects.Select(static listed => $"{listed.Key} {listed.Size}"));
        Assert.Null(lister.Error);
        return [.. found];
    }

    async Task<TransferReport> UndoAsync(DateTimeOffset time)
    {
        using S3ClientFactory clients = new(new ClientDefaults { Client = Store.Options });
        TransferReport report = await new TransferEngine(new TransferOptions { Concurrency = 4 }, clients).UndoAsync(new UndoRequest { Targets = [new S3Location(null, Bucket, Key("d/"))], To = time }, default);
        Assert.True(report.Complete, report.ListingError?.Message);
        return report;
    }

    List<ListedObject> Versions(int most)
    {
        List<ListedObject> listed = [];
        for (ListObjectsRequest request = new(Bucket) { MaxKeys = most }; ;)
        {
            ListObjectsPage page = Ok(Client.ListObjectVersions(request, default));
            listed.AddRange(page.Objects);
            if (page.NextToken is null)
                return listed;
            request = request with { ContinuationToken = page.NextToken };
        }
    }

    async Task SetVersioningAsync(string status) =>
        await DoneAsync(AskAsync("PUT", "?versioning", $"<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Status>{status}</Status></VersioningConfiguration>"));

    async Task<string> PutAsync(string key, string body) => (await DoneAsync(AskAsync("PUT", key, body))).Header("x-amz-version-id") ?? "null";
}
