using System.Text;
using Sluice.Failures;
using Sluice.Inventories;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Inventories;

/// <summary>What S3 Inventory delivers, as a tree lists it.</summary>
public sealed class InventoryTests : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sluice-inventory-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Columns_come_in_any_order_keys_are_decoded_and_others_are_passed_over(bool parquet)
    {
        InventoryFixture fixture = new("bkt") { Files = 2 };
        fixture.Columns.Clear();
        fixture.Columns.AddRange(["StorageClass", "Key", "ReplicationStatus", "ETag", "Bucket", "LastModifiedDate", "Size"]);
        fixture.Add("ä b+c%2F/\"q\",x.txt", 7, "0123", DateTimeOffset.Parse("2024-02-29T12:00:00.123Z", null), ("StorageClass", "GLACIER"))
            .Add("plain", 5L << 40, "abc-2");
        Assert.Equal(
            ["plain 5497558138880 \"abc-2\" 2020-01-01T00:00:00.0000000+00:00 ", "ä b+c%2F/\"q\",x.txt 7 \"0123\" 2024-02-29T12:00:00.1230000+00:00 GLACIER"],
            Read(fixture.Write(_directory, parquet)).Select(static found => $"{found.Object!.Value.Key} {found.Size} {found.Object.Value.ETag} {found.Modified:O} {found.Object.Value.StorageClass}"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Only_bucket_and_key_are_needed(bool parquet)
    {
        InventoryFixture fixture = new("bkt");
        fixture.Columns.Clear();
        fixture.Columns.AddRange(["Bucket", "Key"]);
        fixture.Add("k", 7, "0123");
        TreeEntry found = Assert.Single(Read(fixture.Write(_directory, parquet)));
        Assert.Equal(("k", null, null, null), (found.Text, found.Size, found.Modified, found.Object!.Value.ETag));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_versions_only_the_latest_counts_and_a_delete_marker_is_no_object(bool parquet)
    {
        InventoryFixture fixture = new("bkt");
        fixture.Columns.AddRange(["VersionId", "IsLatest", "IsDeleteMarker"]);
        fixture.Add("kept", 1, "1", null, ("VersionId", "v2"), ("IsLatest", "true"), ("IsDeleteMarker", "false"))
            .Add("kept", 2, "2", null, ("VersionId", "v1"), ("IsLatest", "false"), ("IsDeleteMarker", "false"))
            .Add("gone", 0, "", null, ("VersionId", "v4"), ("IsLatest", "true"), ("IsDeleteMarker", "true"))
            .Add("gone", 3, "3", null, ("VersionId", "v3"), ("IsLatest", "false"), ("IsDeleteMarker", "false"));
        TreeEntry found = Assert.Single(Read(fixture.Write(_directory, parquet)));
        Assert.Equal(("kept", 1L), (found.Text, found.Size));
    }

    [Fact]
    public void Versions_of_which_nothing_tells_the_latest_are_refused()
    {
        InventoryFixture fixture = new("bkt");
        fixture.Columns.Add("VersionId");
        Assert.Contains("IsLatest", Refused(fixture.Add("k").Write(_directory, parquet: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_prefix_takes_what_is_below_it_and_a_pattern_what_it_matches()
    {
        string manifest = new InventoryFixture("bkt").Add("logs/a.txt").Add("logs/b.gz").Add("logs-old/c.txt").Add("d.txt").Write(_directory, parquet: false);
        Assert.Equal(["a.txt", "b.gz"], Read(manifest, key: "logs/").Select(static found => found.Text));
        Assert.Equal(["logs-old/c.txt", "logs/a.txt"], Read(manifest, key: "logs*.txt").Select(static found => found.Text));
    }

    [Theory]
    [InlineData("ORC", "ORC; CSV and Parquet can be read")]
    [InlineData("XML", "XML; CSV and Parquet can be read")]
    public void Other_forms_are_refused_by_name(string format, string message) =>
        Assert.Contains(message, Refused(new InventoryFixture("bkt") { Format = format }.Add("k").Write(_directory, parquet: true)), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"sourceBucket\"", "\"another\"", "is missing")]
    [InlineData("{", "", "no JSON")]
    [InlineData("\"MD5checksum\"", "\"other\"", "no key, size or MD5checksum")]
    [InlineData("Bucket, Key", "Bucket, Name", "no columns Bucket and Key")]
    [InlineData("\"creationTimestamp\" : \"", "\"creationTimestamp\" : \"x", "creationTimestamp")]
    public void What_is_no_manifest_is_refused(string part, string instead, string message) =>
        Assert.Contains(message, Refused(new InventoryFixture("bkt") { ChangeManifest = manifest => manifest.Replace(part, instead, StringComparison.Ordinal) }.Add("k").Write(_directory, parquet: false)), StringComparison.Ordinal);

    [Fact]
    public void A_manifest_that_its_checksum_contradicts_is_refused()
    {
        string manifest = new InventoryFixture("bkt").Add("k").Write(_directory, parquet: false);
        File.AppendAllText(manifest, " ");
        Assert.Contains("manifest.checksum", Refused(manifest), StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_that_names_a_file_twice_or_a_million_files_is_refused()
    {
        InventoryFixture twice = new("bkt") { ChangeManifest = static manifest => Again(manifest, 1) };
        Assert.Contains("twice", Refused(twice.Add("k").Write(_directory, parquet: false)), StringComparison.Ordinal);
        InventoryFixture many = new("ckt") { ChangeManifest = static manifest => Again(manifest, 200_000) };
        string path = many.Add("k").Write(_directory, parquet: false);
        Assert.Contains("larger than", Assert.Throws<FailureException>(() => Read(path, bucket: "ckt")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_inventory_of_another_bucket_is_refused() =>
        Assert.Contains("inventory of bucket other", Refused(new InventoryFixture("other").Add("k").Write(_directory, parquet: false)), StringComparison.Ordinal);

    [Fact]
    public void An_older_inventory_than_asked_for_is_refused_and_so_is_one_that_tells_no_age()
    {
        string manifest = new InventoryFixture("bkt") { Created = DateTimeOffset.UtcNow.AddDays(-3) }.Add("k").Write(_directory, parquet: false);
        Assert.Contains("older than", Refused(manifest, TimeSpan.FromDays(2)), StringComparison.Ordinal);
        Assert.Single(Read(manifest, maxAge: TimeSpan.FromDays(4)));
        string list = Path.Combine(_directory, "list.csv");
        File.WriteAllText(list, "bkt,k\n");
        Assert.Contains("does not say when", Refused(list, TimeSpan.FromDays(2)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_data_file_that_is_not_what_the_manifest_says_gives_no_row(bool parquet)
    {
        InventoryFixture fixture = new("bkt") { Damage = static content => [.. content[..^1], (byte)(content[^1] ^ 1)] };
        (List<TreeEntry> found, Failure? error) = List(fixture.Add("k").Write(_directory, parquet));
        Assert.Empty(found);
        Assert.Equal(FailureKind.Corrupt, error!.Kind);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(30)]
    public void Gzip_that_was_cut_before_it_was_listed_is_found_out(int cut)
    {
        InventoryFixture fixture = new("bkt") { Change = content => content[..^cut] };
        for (int number = 0; number < 100; number++)
            fixture.Add($"k{number}");
        (_, Failure? error) = List(fixture.Write(_directory, parquet: false));
        Assert.Equal("BadInventory", error!.Code);
    }

    [Fact]
    public void What_follows_the_end_of_gzip_and_what_is_no_parquet_are_found_out()
    {
        (_, Failure? gzip) = List(new InventoryFixture("bkt") { Change = static content => [.. content, .. "more"u8] }.Add("k").Write(_directory, parquet: false));
        Assert.Contains("something else follows", gzip!.Message, StringComparison.Ordinal);
        foreach (Func<byte[], byte[]> change in (Func<byte[], byte[]>[])[static content => content[..^9], static content => [.. "PAR1"u8, .. new byte[100], .. content[104..]], static _ => "no parquet at all"u8.ToArray()])
        {
            (_, Failure? parquet) = List(new InventoryFixture("bkt") { Change = change }.Add("k").Add("l").Write(_directory, parquet: true));
            Assert.Equal("BadInventory", parquet!.Code);
        }
    }

    [Theory]
    [InlineData("\"bkt\",\"k\",\"7\"\n\"bkt\",\"l\"\n", "line 2: it has 2 values, and the schema 3")]
    [InlineData("\"bkt\",\"k\",\"x\"\n", "its size is no number")]
    [InlineData("\"ckt\",\"k\",\"7\"\n", "of another bucket")]
    [InlineData("\"bkt\",\"\",\"7\"\n", "no key")]
    [InlineData("\"bkt\",\"k\n", "it is no CSV")]
    public void What_is_no_row_ends_the_listing_with_its_line(string text, string message)
    {
        InventoryFixture fixture = new("bkt") { Change = _ => Packed(text) };
        fixture.Columns.RemoveRange(3, 3);
        (_, Failure? error) = List(fixture.Write(_directory, parquet: false));
        Assert.Contains(message, error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_an_end_is_not_kept_in_memory()
    {
        InventoryFixture fixture = new("bkt") { Change = static _ => Packed(new string('x', 8 << 20)) };
        (_, Failure? error) = List(fixture.Write(_directory, parquet: false));
        Assert.Contains("longer than", error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../../secret.csv.gz")]
    [InlineData("b/all/data/..")]
    [InlineData("/etc/passwd")]
    public void Names_of_data_files_lead_nowhere_else(string key)
    {
        File.WriteAllBytes(Path.Combine(_directory, "secret.csv.gz"), Packed("\"bkt\",\"k\",\"\",\"\",\"\",\"\"\n"));
        InventoryFixture fixture = new("bkt") { ChangeManifest = manifest => System.Text.RegularExpressions.Regex.Replace(manifest, "\"key\" : \"[^\"]*\"", $"\"key\" : \"{key}\"") };
        (List<TreeEntry> found, Failure? error) = List(fixture.Add("k").Write(_directory, parquet: false));
        Assert.Empty(found);
        Assert.Equal("BadInventory", error!.Code);
    }

    [Fact]
    public void Lists_for_batch_operations_have_bucket_encoded_key_and_perhaps_a_version()
    {
        string list = Path.Combine(_directory, "list.csv");
        File.WriteAllText(list, "bkt,a%20b+c\nbkt,\"d%2Ce\"\nbkt,d%2Ce\n");
        Assert.Equal(["a b c", "d,e"], Read(list).Select(static found => found.Text));
        File.WriteAllText(list, "bkt,k,\nbkt,l,\n");
        Assert.Equal(["k", "l"], Read(list).Select(static found => found.Text));
        File.WriteAllText(list, "bkt,l,v2\nbkt,\"k%20\",\"v1\"\nbkt,m,\nbkt,l,v2\n");
        Assert.Equal(["k  v1", "l v2", "m "], Read(list).Select(static found => $"{found.Text} {found.Object!.Value.Version?.Id}"));
        foreach (string wrong in (string[])["v 1", "v\u00e9", new string('v', 1025)])
        {
            File.WriteAllText(list, $"bkt,k,{wrong}\n");
            Assert.Contains("its version is none", List(list).Error!.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(ListingOrder.Any)]
    [InlineData(ListingOrder.Sorted)]
    public void Two_versions_of_a_key_are_an_error_before_the_first_item_but_for_who_takes_versions(ListingOrder order)
    {
        string list = Path.Combine(_directory, "list.csv");
        foreach (string second in (string[])["v2", ""])
        {
            File.WriteAllText(list, $"bkt,a,v1\nbkt,z,v1\nbkt,z,{second}\n");
            (List<TreeEntry> found, Failure? error) = List(list, order: order);
            Assert.Empty(found);
            Assert.Equal("TwoVersions", error!.Code);
            Assert.Equal(3, List(list, takesVersions: true).Found.Count);
        }
    }

    [Fact]
    public void Asked_for_in_order_keys_come_in_the_order_of_their_bytes_each_once()
    {
        InventoryFixture fixture = new("bkt") { Files = 3 };
        foreach (string key in (string[])["z", "é", "a", "Z", "a/", "a", "a-b"])
            fixture.Add(key, fixture.Rows.Count, modified: DateTimeOffset.UnixEpoch.AddYears(50).AddDays(fixture.Rows.Count));
        (List<TreeEntry> found, Failure? error) = List(fixture.Write(_directory, parquet: false), order: ListingOrder.Sorted);
        Assert.Null(error);
        Assert.Equal(["Z", "a", "a-b", "a/", "z", "é"], found.Select(static item => item.Text));
    }

    static List<TreeEntry> Read(string manifest, string bucket = "bkt", string key = "", TimeSpan? maxAge = null)
    {
        (List<TreeEntry> found, Failure? error) = List(manifest, bucket, key, maxAge);
        Assert.Null(error);
        return [.. found.OrderBy(static entry => entry.Text, StringComparer.Ordinal)];
    }

    static string Refused(string manifest, TimeSpan? maxAge = null) => Assert.Throws<ArgumentException>(() => List(manifest, maxAge: maxAge)).Message;

    static (List<TreeEntry> Found, Failure? Error) List(string manifest, string bucket = "bkt", string key = "", TimeSpan? maxAge = null, ListingOrder order = ListingOrder.Any, bool takesVersions = false)
    {
        using S3ClientFactory clients = new(new ClientDefaults());
        InventoryLocation location = new(new S3Location(null, bucket, new ObjectKey(key)), new Inventory(new LocalLocation(manifest)) { MaxAge = maxAge });
        using TreeListing listing = location.Open(new TreeContext(clients), recursive: false).List(new TreeQuery { Order = order, TakesVersions = takesVersions }, CancellationToken.None);
        List<TreeEntry> found = [];
        while (listing.TryNext(out TreeEntry item))
            found.Add(item);
        return (found, listing.Error);
    }

    static string Again(string manifest, int times)
    {
        int start = manifest.IndexOf("{ \"key\"", StringComparison.Ordinal), end = manifest.IndexOf('}', start) + 1;
        string file = manifest[start..end];
        return manifest[..end] + string.Concat(Enumerable.Repeat(", " + file, times)) + manifest[end..];
    }

    static byte[] Packed(string text)
    {
        using MemoryStream packed = new();
        using (System.IO.Compression.GZipStream gzip = new(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
