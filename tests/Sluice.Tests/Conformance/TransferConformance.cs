using Sluice.Engine;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Conformance;

/// <summary>Whole copies by the engine: up, down, inside the store, and away again.</summary>
public abstract class TransferConformance(Store store) : StoreConformance(store), IDisposable
{
    readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("sluice-transfer-");

    /// <inheritdoc/>
    public void Dispose()
    {
        _scratch.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_tree_goes_up_across_and_down_and_every_byte_is_there()
    {
        Dictionary<string, byte[]> tree = new()
        {
            ["empty"] = [],
            ["one"] = Bytes(1),
            ["deep/er/file.txt"] = Bytes(70_000, seed: 2),
            ["odd/sp ace+%&ü😀"] = Bytes(5000, seed: 3),
            ["large.bin"] = Bytes(20 << 20, seed: 4), // several parts
        };
        foreach ((string name, byte[] body) in tree)
        {
            string path = Path.Combine(_scratch.FullName, "up", name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, body);
        }

        await CopyAsync(new LocalLocation(Path.Combine(_scratch.FullName, "up") + "/"), At("tree/"), tree.Count);
        await CopyAsync(At("tree/"), At("twin/"), tree.Count);
        await CopyAsync(At("twin/"), new LocalLocation(Path.Combine(_scratch.FullName, "down") + "/"), tree.Count);

        foreach ((string name, byte[] body) in tree)
            Assert.Equal(body, File.ReadAllBytes(Path.Combine(_scratch.FullName, "down", name)));
        Assert.Equal(tree.Count, Directory.GetFiles(Path.Combine(_scratch.FullName, "down"), "*", SearchOption.AllDirectories).Length);
        Assert.Empty(Ok(Client.ListMultipartUploads(new ListMultipartUploadsRequest(Bucket), default)).Uploads);

        TransferReport removal = await Engine().RemoveAsync(new RemoveRequest { Targets = [At("tree/")], Recursive = true }, default);
        Assert.True(removal.Complete);
        Assert.Equal(tree.Count, removal.Outcomes.Done);
        Assert.Equal(tree.Count, ListAll(new ListObjectsRequest(Bucket)).Objects.Count);
    }

    [Fact]
    public async Task Copies_and_changes_in_place_keep_what_an_object_has_besides_its_bytes()
    {
        ObjectAttributes all = new()
        {
            ContentType = "text/x-test",
            ContentDisposition = "inline",
            ContentLanguage = "de",
            CacheControl = "max-age=1",
            Expires = "Wed, 21 Oct 2115 07:28:00 GMT",
            Metadata = [new("colour", "a, b=c"), new("encoded", "=?UTF-8?B?w7w=?=")],
            Tags = [new("team", "red")],
            StorageClass = "STANDARD_IA",
        };
        Put("attrs/object", Bytes(1000), all);
        await CopyAsync(At("attrs/"), At("copied/"), 1);
        AssertKept("copied/object", all);
        // In parts, which carry nothing by themselves.
        Put("parts/object", Bytes(11 << 20), all);
        TransferReport parted = await Engine(partCopyThreshold: 6 << 20).CopyAsync(new CopyRequest { Sources = [At("parts/object")], Destination = At("joined") }, default);
        Assert.True(parted.Complete);
        AssertKept("joined", all);
        TransferReport changed = await Engine().CopyAsync(new CopyRequest { Sources = [At("attrs/object")], Destination = At("attrs/object"), Attributes = new ObjectAttributes { CacheControl = "no-cache" } }, default);
        Assert.True(changed.Complete);
        AssertKept("attrs/object", all with { CacheControl = "no-cache" });
    }

    void AssertKept(string key, ObjectAttributes expected)
    {
        ObjectAttributes kept = Head(key).Attributes;
        Assert.Equal((expected.ContentType, expected.ContentDisposition, expected.ContentLanguage, expected.CacheControl, expected.Expires, expected.StorageClass),
            (kept.ContentType, kept.ContentDisposition, kept.ContentLanguage, kept.CacheControl, kept.Expires, kept.StorageClass));
        Assert.Equal(expected.Metadata, kept.Metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal(expected.Tags, Ok(Client.GetObjectTagging(Bucket, Key(key), default)));
    }

    [Fact]
    public async Task A_copy_that_may_not_overwrite_writes_free_names_or_says_that_the_store_cannot_tell()
    {
        Put("old", Bytes(5));
        Put("source/small", Bytes(9));
        string small = Path.Combine(_scratch.FullName, "small"), large = Path.Combine(_scratch.FullName, "large");
        File.WriteAllBytes(small, Bytes(100));
        File.WriteAllBytes(large, Bytes(12 << 20));
        // 1 Up.
        Assert.Equal((OutcomeKind.Skipped, "Exists"), await EndAsync(new LocalLocation(small), "old"));
        Assert.Equal((OutcomeKind.Done, ""), await EndAsync(new LocalLocation(small), "free"));
        Assert.Equal((OutcomeKind.Skipped, "Exists"), await EndAsync(new LocalLocation(large), "old"));
        Assert.Equal(Store.Can(Capability.CompletesIfAbsent) ? (OutcomeKind.Done, "") : (OutcomeKind.Failed, "NoConditions"), await EndAsync(new LocalLocation(large), "large"));
        // 2 Within the store, or through this machine where its copies know no conditions.
        Assert.Equal((OutcomeKind.Skipped, "Exists"), await EndAsync(At("source/small"), "old"));
        Assert.Equal((OutcomeKind.Done, ""), await EndAsync(At("source/small"), "copied"));
        Assert.Equal(Bytes(5), Get("old"));
        Assert.Equal(Bytes(9), Get("copied"));
        // 3 Over the one object that is meant.
        string first = Head("free").ETag!;
        if (Store.Can(Capability.WritesIfMatch))
        {
            Assert.Equal((OutcomeKind.Done, ""), await EndAsync(new LocalLocation(small), "free", first));
            Assert.Equal((OutcomeKind.Changed, "Changed"), await EndAsync(new LocalLocation(small), "old", first));
        }
        else
            Assert.Contains("does not keep If-Match", (await Engine().CopyAsync(new CopyRequest { Sources = [new LocalLocation(small)], Destination = At("free"), IfMatch = first }, default)).ListingError?.Message, StringComparison.Ordinal);
        Assert.Empty(Ok(Client.ListMultipartUploads(new ListMultipartUploadsRequest(Bucket), default)).Uploads);
        Assert.DoesNotContain(ListAll(new ListObjectsRequest(Bucket)).Objects, static found => found.Key.ToString().Contains("trial", StringComparison.Ordinal));
    }

    async Task<(OutcomeKind Kind, string Code)> EndAsync(Location source, string key, string? ifMatch = null)
    {
        List<ItemOutcome> outcomes = [];
        await Engine().CopyAsync(new CopyRequest { Sources = [source], Destination = At(key), NoClobber = ifMatch is null, IfMatch = ifMatch, OnOutcome = outcomes.Add }, default);
        ItemOutcome end = Assert.Single(outcomes);
        return (end.Kind, end.ErrorCode);
    }

    [Fact]
    public async Task A_source_that_is_not_there_makes_the_run_incomplete()
    {
        List<ItemOutcome> outcomes = [];
        CopyRequest request = new() { Sources = [At("nothing")], Destination = new LocalLocation(Path.Combine(_scratch.FullName, "file")), OnOutcome = outcomes.Add };
        TransferReport report = await Engine().CopyAsync(request, default);
        Assert.False(report.Complete);
        Assert.Equal(OutcomeKind.Missing, Assert.Single(outcomes).Kind);
        Assert.Empty(Directory.GetFileSystemEntries(_scratch.FullName));
    }

    async Task CopyAsync(Location source, Location destination, int count)
    {
        List<string> unfinished = [];
        CopyRequest request = new()
        {
            Sources = [source],
            Destination = destination,
            Recursive = true,
            OnOutcome = outcome =>
            {
                if (outcome.Kind != OutcomeKind.Done)
                    unfinished.Add($"{outcome.Source}: {outcome.Kind} {outcome.ErrorCode} {outcome.Message}");
            },
        };
        TransferReport report = await Engine().CopyAsync(request, default);
        Assert.Empty(unfinished);
        Assert.Null(report.ListingError);
        Assert.True(report.Complete);
        Assert.Equal(count, report.Outcomes.Done);
    }

    S3Location At(string key) => new(null, Bucket, Key(key));

    // The factory's own client, made from defaults that carry this store's settings.
    TransferEngine Engine(long partCopyThreshold = 5L << 30) => new(new TransferOptions { PartSize = 5 << 20, Concurrency = 4, PartCopyThreshold = partCopyThreshold }, new S3ClientFactory(new ClientDefaults { Endpoint = Store.Endpoint, Client = Store.Options }));
}
