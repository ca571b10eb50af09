using System.Text;
using System.Text.Json;
using Sluice.Endpoint;
using Sluice.Failures;
using Sluice.Inventories;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Support;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Inventories;

/// <summary>Inventories of the embedded endpoint, in data files of a few rows.</summary>
#pragma warning disable CA1001 // xunit calls DisposeAsync.
public sealed class InventoryWriterTests : IAsyncLifetime
#pragma warning restore CA1001
{
    const string Bucket = "bucket";

    readonly ManualClock _clock = new();
    readonly string _directory = Directory.CreateTempSubdirectory("sluice-inventory-").FullName;
    EndpointServer _server = null!;
    S3ClientFactory _clients = null!;

    public async Task InitializeAsync()
    {
        _server = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
        _clients = Open(_server.Url);
        _ = Client.CreateBucket(Bucket, null, CancellationToken.None).Value;
        for (int number = 0; number < 25; number++)
            Put($"k/{number:d2} ü+%2F", number);
    }

    public async Task DisposeAsync()
    {
        _clients.Dispose();
        _deviant?.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData(InventoryFormat.Csv)]
    [InlineData(InventoryFormat.Parquet)]
    public void What_is_written_is_read_back_as_it_was_listed_and_in_order(InventoryFormat format)
    {
        InventoryReport report = Write(format, mostRows: 10);
        Assert.Equal((25L, 300L, 3, 0L), (report.Objects, report.Bytes, report.Files, report.Resumed));
        ListedObject[] listed = [.. Client.ListObjects(new ListObjectsRequest(Bucket), CancellationToken.None).Value.Objects];
        Assert.Equal(listed.Select(Text), Read(report.Manifest).Select(Text));
        Assert.False(File.Exists(Path.Combine(_directory, Bucket, "sluice", "unfinished.json")));
    }

    [Fact]
    public void Versions_have_S3s_columns_and_all_those_of_a_key_are_in_one_file()
    {
        _ = Client.PutBucketVersioning(Bucket, enabled: true, CancellationToken.None).Value;
        for (int version = 0; version < 9; version++)
            Put("k/03 ü+%2F", version);
        foreach (string key in (string[])["k/03 ü+%2F", "k/04 ü+%2F"])
            _ = Client.DeleteObject(new DeleteObjectRequest(Bucket, new ObjectKey(key)), CancellationToken.None).Value;
        ListedObject[] all = [.. Client.ListObjectVersions(new ListObjectsRequest(Bucket), CancellationToken.None).Value.Objects];
        InventoryReport report = Write(InventoryFormat.Csv, mostRows: 5, versions: true);
        Assert.Equal((36L, 36), (report.Objects, all.Length));
        Assert.Contains("\"fileSchema\": \"Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass\"", File.ReadAllText(report.Manifest.FilePath!), StringComparison.Ordinal);
        string[][] files = [.. Directory.GetFiles(_directory, "*.csv.gz", SearchOption.AllDirectories).Select(static path =>
        {
            using StreamReader text = new(new System.IO.Compression.GZipStream(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress));
            return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        })];
        Assert.Equal(all.Select(static found => string.Join(',', ((string?[])[Bucket, Sluice.S3.Endpoints.UriEncoding.EncodePath(found.Key), found.Version!.Id, found.Version.IsLatest ? "true" : "false", found.Version.IsDeleteMarker ? "true" : "false",
            found.Version.IsDeleteMarker ? "" : $"{found.Size}", found.LastModified!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null), found.ETag?.Trim('"'), found.Version.IsDeleteMarker ? "" : "STANDARD"])
            .Select(static value => $"\"{value}\""))).Order(StringComparer.Ordinal), files.SelectMany(static file => file).Order(StringComparer.Ordinal));
        // Where a run goes on, it goes on behind a key.
        Assert.Single(files, static file => file.Any(static row => row.Contains("k/03", StringComparison.Ordinal)));
        Assert.Equal(Client.ListObjects(new ListObjectsRequest(Bucket), CancellationToken.None).Value.Objects.Select(Text), Read(report.Manifest).Select(Text));
    }

    [Fact]
    public void One_of_versions_does_not_go_on_with_one_of_objects()
    {
        Make(pages: 2);
        Assert.Throws<S3Exception>(() => Write(InventoryFormat.Csv, mostRows: 1000));
        _deviant!.Dispose();
        _clients.Dispose();
        (_deviant, _clients) = (null, Open(_server.Url));
        InventoryReport report = Write(InventoryFormat.Csv, mostRows: 1000, versions: true);
        Assert.Equal((25L, 0L), (report.Objects, report.Resumed));
    }

    [Fact]
    public void It_lies_where_S3_lays_it_and_its_checksums_are_right()
    {
        InventoryReport report = Write(InventoryFormat.Csv, mostRows: 10);
        string root = Path.Combine(_directory, Bucket, "sluice"), at = Path.Combine(root, _clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH-mm'Z'", null));
        Assert.Equal(Path.Combine(at, "manifest.json"), report.Manifest.FilePath);
#pragma warning disable CA5351 // What the format has.
        string md5 = Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(File.ReadAllBytes(report.Manifest.FilePath!)));
#pragma warning restore CA5351
        Assert.Equal(md5, File.ReadAllText(Path.Combine(at, "manifest.checksum")));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(root, "data"), "*.csv.gz").Length);
        Assert.Equal(3, File.ReadAllLines(Directory.GetFiles(Path.Combine(root, "hive"), "symlink.txt", SearchOption.AllDirectories).Single()).Length);
    }

    // S3 User Guide, "Locating your inventory list": its examples, without the optional fields that are not written. UTF8 and TIMESTAMP_MILLIS are Parquet's older names of STRING and
    // TIMESTAMP(MILLIS,true), which S3 writes by now.
    [Theory]
    [InlineData(InventoryFormat.Csv, false, "CSV", "Bucket, Key, Size, LastModifiedDate, ETag, StorageClass")]
    [InlineData(InventoryFormat.Csv, true, "CSV", "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass")]
    [InlineData(InventoryFormat.Parquet, false, "Parquet", "message s3.inventory { required binary bucket (UTF8); required binary key (UTF8); optional int64 size; optional int64 last_modified_date (TIMESTAMP_MILLIS); optional binary e_tag (UTF8); optional binary storage_class (UTF8); }")]
    [InlineData(InventoryFormat.Parquet, true, "Parquet", "message s3.inventory { required binary bucket (UTF8); required binary key (UTF8); optional binary version_id (UTF8); optional boolean is_latest; optional boolean is_delete_marker; optional int64 size; optional int64 last_modified_date (TIMESTAMP_MILLIS); optional binary e_tag (UTF8); optional binary storage_class (UTF8); }")]
    public void The_manifest_has_the_form_that_AWS_has_published(InventoryFormat format, bool versions, string name, string schema)
    {
        _ = Client.CreateBucket("inventories", null, CancellationToken.None).Value;
        S3Location place = new(null, "inventories", new ObjectKey("daily/"));
        InventoryReport report = new InventoryWriter(_clients, _clock, 10).Write(new InventoryRequest(new S3Location(null, Bucket, default), place) { Format = format, Versions = versions }, CancellationToken.None);
        JsonElement manifest = JsonDocument.Parse(Get(report.Manifest.InStore!.Key)).RootElement;
        Assert.Equal(["sourceBucket", "destinationBucket", "version", "creationTimestamp", "fileFormat", "fileSchema", "files"], manifest.EnumerateObject().Select(static one => one.Name));
        Assert.Equal((Bucket, "arn:aws:s3:::inventories", "2016-11-30"), (Text("sourceBucket"), Text("destinationBucket"), Text("version")));
        Assert.Equal((_clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), name), (Text("creationTimestamp"), Text("fileFormat")));
        Assert.Equal(schema, Text("fileSchema").Replace("(STRING)", "(UTF8)", StringComparison.Ordinal).Replace("(TIMESTAMP(MILLIS,true))", "(TIMESTAMP_MILLIS)", StringComparison.Ordinal));
        JsonElement[] files = [.. manifest.GetProperty("files").EnumerateArray()];
        Assert.Equal(3, files.Length);
        foreach (JsonElement file in files)
        {
            Assert.Equal(["key", "size", "MD5checksum"], file.EnumerateObject().Select(static one => one.Name));
            Assert.StartsWith($"daily/{Bucket}/sluice/data/", file.GetProperty("key").GetString(), StringComparison.Ordinal);
            byte[] content = Get(new ObjectKey(file.GetProperty("key").GetString()!));
#pragma warning disable CA5351 // What the format has.
            Assert.Equal((content.LongLength, Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(content))), (file.GetProperty("size").GetInt64(), file.GetProperty("MD5checksum").GetString()));
#pragma warning restore CA5351
        }

        string Text(string property) => manifest.GetProperty(property).GetString()!;

        byte[] Get(ObjectKey key)
        {
            using GetObjectResponse response = Client.GetObject(new GetObjectRequest("inventories", key), CancellationToken.None).Value;
            byte[] content = new byte[response.Info.ContentLength];
            for (int at = 0, read; at < content.Length; at += read)
                read = response.Read(content.AsSpan(at));
            return content;
        }
    }

    [Fact]
    public void A_listing_that_breaks_off_gets_no_manifest_and_the_next_run_goes_on_behind_its_last_file()
    {
        Make(pages: 2);
        Assert.Throws<S3Exception>(() => Write(InventoryFormat.Parquet, mostRows: 1000));
        Assert.Empty(Directory.GetFiles(_directory, "manifest.json", SearchOption.AllDirectories));
        _clock.Advance(TimeSpan.FromHours(1));
        Make(pages: 9);
        DateTimeOffset begun = _clock.GetUtcNow() - TimeSpan.FromHours(1);
        InventoryReport report = Write(InventoryFormat.Parquet, mostRows: 1000);
        Assert.Equal((2500L, 2000L, begun), (report.Objects, report.Resumed, report.Created));
        Assert.Equal(Enumerable.Range(0, 2500).Select(static number => $"k/{number:d9}"), Read(report.Manifest).Select(static found => found.Key.ToString()));
        Assert.Equal(3, Directory.GetFiles(_directory, "*.parquet", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void One_that_was_begun_too_long_ago_or_otherwise_is_begun_anew_and_leaves_no_file()
    {
        foreach (Action change in (Action[])[() => _clock.Advance(TimeSpan.FromHours(25)), static () => { }])
        {
            Make(pages: 2);
            Assert.Throws<S3Exception>(() => Write(InventoryFormat.Csv, mostRows: 1000));
            change();
        }
        Make(pages: 9);
        InventoryReport report = Write(InventoryFormat.Parquet, mostRows: 1000);
        Assert.Equal(0, report.Resumed);
        Assert.Empty(Directory.GetFiles(_directory, "*.csv.gz", SearchOption.AllDirectories));
    }

    [Fact]
    public void An_unfinished_file_that_names_others_is_not_believed()
    {
        string folder = Path.Combine(_directory, Bucket, "sluice"), precious = Path.Combine(_directory, Bucket, "precious");
        Directory.CreateDirectory(folder);
        File.WriteAllText(precious, "x");
        File.WriteAllText(Path.Combine(folder, "unfinished.json"), $$"""{"Run":"r","Source":"other","Format":"Csv","Created":"{{_clock.GetUtcNow():O}}","Last":"","Objects":1,"Bytes":1,"Files":[{"Name":"../../precious","Size":1,"Md5":"{{new string('0', 32)}}"}]}""");
        Assert.Equal(25, Write(InventoryFormat.Csv, mostRows: 10).Objects);
        Assert.True(File.Exists(precious));
    }

    [Fact]
    public void One_that_was_killed_after_its_manifest_was_written_keeps_its_files()
    {
        InventoryReport first = Write(InventoryFormat.Csv, mostRows: 10);
        string[] files = Directory.GetFiles(_directory, "*.csv.gz", SearchOption.AllDirectories);
        string names = string.Join(',', files.Select(static file => $$"""{"Name":"{{Path.GetFileName(file)}}","Size":1,"Md5":"{{new string('0', 32)}}"}"""));
        File.WriteAllText(Path.Combine(_directory, Bucket, "sluice", "unfinished.json"), $$"""{"Run":"r","Source":"s3://{{Bucket}}/","Format":"Csv","Created":"{{first.Created:O}}","Last":"ay8=","Objects":25,"Bytes":1,"Files":[{{names}}]}""");
        _clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, Write(InventoryFormat.Parquet, mostRows: 10).Resumed);
        Assert.Equal(25, Read(first.Manifest).Length);
    }

    [Fact]
    public void A_second_one_in_the_same_minute_is_refused_and_one_under_another_id_is_not()
    {
        Write(InventoryFormat.Csv, mostRows: 100);
        Assert.Contains("of this minute", Assert.Throws<ArgumentException>(() => Write(InventoryFormat.Csv, mostRows: 100)).Message, StringComparison.Ordinal);
        Assert.Equal(25, Write(InventoryFormat.Csv, mostRows: 100, id: "other").Objects);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    public void An_id_is_one_folder(string id) =>
        Assert.Contains("id of an inventory", Assert.Throws<ArgumentException>(() => Write(InventoryFormat.Csv, mostRows: 100, id: id)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_prefix_that_has_nothing_gets_no_inventory()
    {
        InventoryRequest request = new(new S3Location(null, Bucket, new ObjectKey("none/")), new LocalLocation(_directory));
        Assert.Equal(FailureKind.NotFound, Assert.Throws<FailureException>(() => new InventoryWriter(_clients, _clock).Write(request, CancellationToken.None)).Failure.Kind);
        Assert.Empty(Directory.GetFiles(_directory, "*.json", SearchOption.AllDirectories));
    }

    [Fact]
    public void Keys_that_are_no_UTF8_are_kept_by_csv_and_named_by_parquet()
    {
        Answer(static request => request.Asks("list-type") ? new StoreAnswer(200, $"<?xml version=\"1.0\"?><ListBucketResult><Name>{Bucket}</Name><Prefix></Prefix><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType><KeyCount>1</KeyCount><IsTruncated>false</IsTruncated><Contents><Key>k/%FF</Key><LastModified>2026-03-01T00:00:00.000Z</LastModified><ETag>\"0\"</ETag><Size>1</Size></Contents></ListBucketResult>") : null);
        ListedObject[] rows = Read(Write(InventoryFormat.Csv, mostRows: 100).Manifest);
        Assert.Equal("k/\\xff", rows[^1].Key.ToString());
        Assert.Contains("CSV can", Assert.Throws<FailureException>(() => Write(InventoryFormat.Parquet, mostRows: 100, id: "p")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_inventories_differ_by_what_was_added_removed_and_changed()
    {
        Location before = Write(InventoryFormat.Csv, mostRows: 10).Manifest;
        _ = Client.DeleteObject(new DeleteObjectRequest(Bucket, new ObjectKey("k/03 ü+%2F")), CancellationToken.None).Value;
        Put("k/04 ü+%2F", 99);
        Put("a", 1);
        Put("z", 1);
        Location after = Write(InventoryFormat.Parquet, mostRows: 10, id: "after").Manifest;
        List<string> found = [];
        long same = new InventoryComparison(_clients, _clock).Compare(new Inventory(before), new Inventory(after), difference => found.Add($"{difference.Key} {difference.Before?.Size} {difference.After?.Size}"), CancellationToken.None);
        Assert.Equal(["a  1", "k/03 ü+%2F 3 ", "k/04 ü+%2F 4 99", "z  1"], found);
        Assert.Equal(23, same);
        // Of S3's own, which are in no order.
        InventoryFixture unsorted = new(Bucket);
        foreach (ListedObject row in Read(before).Reverse())
            unsorted.Add(row);
        string delivered = unsorted.Write(Path.Combine(_directory, "s3"), parquet: true);
        Assert.Equal(25, new InventoryComparison(_clients, _clock).Compare(new Inventory(new LocalLocation(delivered)), new Inventory(before), static _ => Assert.Fail("They are the same."), CancellationToken.None));
    }

    S3Client Client => _clients.For(null);

    DeviantStore? _deviant;

    S3ClientFactory Open(Uri url) => new(new ClientDefaults { Endpoint = url, Client = new S3ClientOptions { Endpoint = url, Credentials = CredentialSource.Static(_server.AccessKey, _server.SecretKey), Clock = new ManualClock { SkipsWaits = true } } });

    // A bucket of 2,500 objects, whose listing may be read so far.
    void Make(int pages)
    {
        int read = 0;
        MadeListing listing = new(2500, Bucket);
        Answer(request => request.Asks("list-type") && ++read > pages ? StoreAnswer.Error(403, "AccessDenied") : listing.Answer(request));
    }

    void Answer(Func<StoreRequest, StoreAnswer?> instead)
    {
        _deviant?.Dispose();
        _deviant = new DeviantStore(_server.Url, null, instead);
        _clients.Dispose();
        _clients = Open(_deviant.Uri);
    }

    void Put(string key, int size) => _ = Client.PutObject(new PutObjectRequest(Bucket, new ObjectKey(key), new MemoryBody(new byte[size])), CancellationToken.None).Value;

    InventoryReport Write(InventoryFormat format, int mostRows, string id = "sluice", bool versions = false) =>
        new InventoryWriter(_clients, _clock, mostRows).Write(new InventoryRequest(new S3Location(null, Bucket, default), new LocalLocation(_directory)) { Format = format, Id = id, Versions = versions }, CancellationToken.None);

    ListedObject[] Read(Location manifest)
    {
        using TreeListing listing = new InventoryLocation(new S3Location(null, Bucket, default), new Inventory(manifest)).Open(new TreeContext(_clients), recursive: true).List(new TreeQuery { Order = ListingOrder.Any }, CancellationToken.None);
        List<ListedObject> found = [];
        while (listing.TryNext(out TreeEntry item))
            found.Add(item.Object!.Value);
        Assert.Null(listing.Error);
        return [.. found];
    }

    static string Text(ListedObject found) => $"{Convert.ToHexString(Encoding.UTF8.GetBytes(found.Key.ToString()))} {found.Size} {found.ETag} {found.LastModified:O} {found.StorageClass}";
}
