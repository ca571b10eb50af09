using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Transfer.Attributes;

/// <summary>Every way to copy an object, and everything an object has: it is kept, or it is named.</summary>
public sealed class AttributeTableTests
{
    const int Large = 11 << 20;

    // Of each kind one: text, RFC 2047 as S3 tells it, UTF-8, and bytes of Latin-1 that are no UTF-8.
    static readonly ObjectAttributes Rich = new()
    {
        ContentType = "text/x-test",
        ContentEncoding = "gzip",
        ContentDisposition = "attachment; filename=\"ü.txt\"",
        ContentLanguage = "de-CH",
        CacheControl = "max-age=1",
        Expires = "Wed, 21 Oct 2115 07:28:00 GMT",
        Metadata = [new("plain", "a, b=c"), new("encoded", "=?UTF-8?B?w7w=?="), new("utf8", "grün"), new("latin", "gr\udcfcn")],
        Tags = [new("team", "red + blue"), new("empty", "")],
        StorageClass = "STANDARD_IA",
        WebsiteRedirect = "/elsewhere",
        Acl = "public-read",
        Sse = new SseOptions { Mode = "aws:kms", KmsKeyId = "a-key", BucketKey = true },
    };

    static readonly (string Name, Func<ObjectInfo, S3Client, string, object?> Of)[] Attributes =
    [
        ("Content-Type", static (info, _, _) => info.Attributes.ContentType),
        ("Content-Encoding", static (info, _, _) => info.Attributes.ContentEncoding),
        ("Content-Disposition", static (info, _, _) => info.Attributes.ContentDisposition),
        ("Content-Language", static (info, _, _) => info.Attributes.ContentLanguage),
        ("Expires", static (info, _, _) => info.Attributes.Expires),
        ("user metadata", static (info, _, _) => string.Join('&', info.Attributes.Metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key}={pair.Value}"))),
        ("tags", static (_, store, key) => TwoStores.Tags(store, key)),
        ("storage class", static (info, _, _) => info.Attributes.StorageClass),
        ("website redirect", static (info, _, _) => info.Attributes.WebsiteRedirect),
        ("encryption", static (info, _, _) => info.Attributes.Sse),
        ("checksum", static (info, _, _) => info.Checksum?.Algorithm),
        ("ACL", static (_, store, key) => string.Join('&', store.GetObjectAcl(TwoStores.Bucket, new ObjectKey(key), default).Value.Grants.Select(static grant => grant.IsGroup ? grant.ToString() : ""))),
        ("object lock", static (_, _, _) => null),
    ];

    [Theory]
    [InlineData("CopyObject, listed", "website redirect, encryption, ACL, object lock")]
    [InlineData("CopyObject, named", "ACL, object lock")]
    [InlineData("CopyObject, replacing", "ACL, object lock")]
    [InlineData("CopyObject, onto itself", "ACL, object lock")]
    [InlineData("UploadPartCopy", "checksum, ACL, object lock")]
    [InlineData("between stores", "encryption, ACL, object lock")]
    [InlineData("between stores, in parts", "encryption, checksum, ACL, object lock")]
    [InlineData("move within", "website redirect, encryption, ACL, object lock")]
    [InlineData("move between stores", "encryption, ACL, object lock")]
    [InlineData("sync within", "website redirect, encryption, ACL, object lock")]
    [InlineData("sync between stores", "encryption, ACL, object lock")]
    [InlineData("CopyObject, all", "object lock")]
    [InlineData("UploadPartCopy, all", "checksum, object lock")]
    [InlineData("between stores, all", "encryption, object lock")]
    public async Task Every_attribute_is_kept_or_named_on_every_path(string path, string lost)
    {
        await using TwoStores stores = await TwoStores.BeginAsync(change: static (request, answer) =>
        {
            // The endpoint keeps no locks.
            if (request.Method is "GET" or "HEAD" && request.Query.Length == 0 && request.Path.EndsWith("/p/object", StringComparison.Ordinal))
            {
                answer.Headers["x-amz-object-lock-mode"] = "GOVERNANCE";
                answer.Headers["x-amz-object-lock-retain-until-date"] = "2115-10-21T07:28:00Z";
            }
        });
        bool parts = path.Contains("parts", StringComparison.Ordinal) || path.StartsWith("Upload", StringComparison.Ordinal);
        stores.Put("p/object", parts ? Large : 1000, Rich, ChecksumAlgorithm.Sha256);
        Dictionary<string, object?> before = Values(stores.Source, "p/object");
        before["object lock"] = "GOVERNANCE";

        (TransferReport report, S3Client store, string key) = await RunAsync(stores, path);
        Assert.True(report.Complete, string.Join("; ", stores.Outcomes));
        ItemOutcome outcome = Assert.Single(stores.Outcomes);

        Dictionary<string, object?> after = Values(store, key);
        string[] differ = [.. Attributes.Select(static attribute => attribute.Name).Where(name => !Equals(before[name], after[name]))];
        Assert.Equal(lost, string.Join(", ", differ));
        string[] named = [.. report.Lost.Select(static count => count.Attribute.Name)];
        Assert.All(differ, name => Assert.Contains(named, text => text.Contains(name, StringComparison.OrdinalIgnoreCase)));
        // Nothing is named that was kept, and the ledger names what is known to be lost.
        Assert.All(outcome.Lost, one => Assert.Contains(differ, name => one.Name.StartsWith(name, StringComparison.Ordinal)));
        Assert.Equal(outcome.Lost.Count == 0 ? "" : $"Not kept: {string.Join("; ", outcome.Lost)}.", outcome.Message);
    }

    static async Task<(TransferReport Report, S3Client Store, string Key)> RunAsync(TwoStores stores, string path)
    {
        TransferOptions parts = new() { Concurrency = 1, PartSize = 5 << 20, PartCopyThreshold = 6 << 20 };
        CarriedAttributes carried = path.EndsWith(", all", StringComparison.Ordinal) ? CarriedAttributes.All : CarriedAttributes.Default;
        CopyRequest More(CopyRequest request) => request with { Carried = carried, Move = path.StartsWith("move", StringComparison.Ordinal) };
        return path switch
        {
            "CopyObject, listed" or "move within" or "CopyObject, all" => (await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.Here("q/"), More), stores.Source, "q/object"),
            "CopyObject, named" => (await stores.CopyAsync(TwoStores.Here("p/object"), TwoStores.Here("q/object"), More), stores.Source, "q/object"),
            "CopyObject, replacing" => (await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.Here("q/"), static r => r with { Attributes = new ObjectAttributes { CacheControl = "no-cache" } }), stores.Source, "q/object"),
            "CopyObject, onto itself" => (await stores.CopyAsync(TwoStores.Here("p/object"), TwoStores.Here("p/object"), static r => r with { Attributes = new ObjectAttributes { CacheControl = "no-cache" } }), stores.Source, "p/object"),
            "UploadPartCopy" or "UploadPartCopy, all" => (await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.Here("q/"), More, parts), stores.Source, "q/object"),
            "between stores, in parts" => (await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.There("q/"), More, parts), stores.Target, "q/object"),
            "sync within" => (await stores.SyncAsync(TwoStores.Here("p/"), TwoStores.Here("q/")), stores.Source, "q/object"),
            "sync between stores" => (await stores.SyncAsync(TwoStores.Here("p/"), TwoStores.There("q/")), stores.Target, "q/object"),
            _ => (await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.There("q/"), More), stores.Target, "q/object"),
        };
    }

    static Dictionary<string, object?> Values(S3Client store, string key)
    {
        ObjectInfo info = TwoStores.Head(store, key);
        return Attributes.ToDictionary(static attribute => attribute.Name, attribute => attribute.Of(info, store, key));
    }

    [Fact]
    public async Task What_is_given_goes_before_what_the_source_has()
    {
        await using TwoStores stores = await TwoStores.BeginAsync();
        stores.Put("p/object", 1000, Rich);
        ObjectAttributes given = new()
        {
            ContentType = "a/b",
            Expires = "0",
            ContentLanguage = "en",
            StorageClass = "ONEZONE_IA",
            WebsiteRedirect = "https://example.org/",
            Tags = [new("x", "y")],
            Metadata = [new("m", "n")],
            Sse = new SseOptions { Mode = "aws:kms", KmsKeyId = "other" },
            Grants = new ObjectGrants { Read = "uri=\"http://acs.amazonaws.com/groups/global/AuthenticatedUsers\"" },
        };
        foreach (S3Location destination in (S3Location[])[TwoStores.Here("q/"), TwoStores.There("q/")])
        {
            TransferReport report = await stores.CopyAsync(TwoStores.Here("p/"), destination, r => r with { Attributes = given });
            Assert.True(report.Complete, string.Join("; ", stores.Outcomes));
            S3Client store = destination.Profile is null ? stores.Source : stores.Target;
            ObjectAttributes copy = TwoStores.Head(store, "q/object").Attributes;
            Assert.Equal(("a/b", "0", "en", "ONEZONE_IA", "https://example.org/", "other"), (copy.ContentType, copy.Expires, copy.ContentLanguage, copy.StorageClass, copy.WebsiteRedirect, copy.Sse?.KmsKeyId));
            Assert.Equal("gzip", copy.ContentEncoding);
            Assert.Equal("x=y", TwoStores.Tags(store, "q/object"));
            Assert.Equal([new("m", "n")], copy.Metadata);
            ObjectGrant grant = Assert.Single(store.GetObjectAcl(TwoStores.Bucket, new ObjectKey("q/object"), default).Value.Grants);
            Assert.Equal((true, "READ"), (grant.IsGroup, grant.Permission));
            Assert.Empty(stores.Outcomes.SelectMany(static outcome => outcome.Lost));
        }
    }

    [Theory]
    [InlineData(CarriedAttributes.None, null, null, "", 0)]
    [InlineData(CarriedAttributes.Headers, "de-CH", null, "", 0)]
    [InlineData(CarriedAttributes.Default & ~CarriedAttributes.Tags, "de-CH", "STANDARD_IA", "", 0)]
    [InlineData(CarriedAttributes.Default, "de-CH", "STANDARD_IA", "team=red + blue&empty=", 1)]
    public async Task What_is_not_to_be_carried_is_dropped_and_not_named(CarriedAttributes carried, string? language, string? storageClass, string tags, int reads)
    {
        await using TwoStores stores = await TwoStores.BeginAsync();
        stores.Put("p/object", 1000, Rich with { Sse = null });
        foreach (S3Location destination in (S3Location[])[TwoStores.Here("q/"), TwoStores.There("q/")])
        {
            TransferReport report = await stores.CopyAsync(TwoStores.Here("p/"), destination, r => r with { Carried = carried });
            Assert.True(report.Complete, string.Join("; ", stores.Outcomes));
            S3Client store = destination.Profile is null ? stores.Source : stores.Target;
            ObjectAttributes copy = TwoStores.Head(store, "q/object").Attributes;
            Assert.Equal((language, storageClass, tags), (copy.ContentLanguage, copy.StorageClass, TwoStores.Tags(store, "q/object")));
            Assert.Empty(stores.Outcomes.SelectMany(static outcome => outcome.Lost));
        }
        Assert.Equal(reads, stores.Sent.Count(static request => request.Asks("tagging")));
    }

    [Fact]
    public async Task A_copy_between_stores_of_an_object_without_tags_is_two_requests()
    {
        await using TwoStores stores = await TwoStores.BeginAsync();
        stores.Put("p/object", 1000, Rich with { Tags = [] });
        Assert.True((await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.There("q/"))).Complete);
        Assert.Equal(["GET", "GET"], stores.Sent.Select(static request => request.Method)); // The listing, and the object.
        Assert.Equal("PUT", Assert.Single(stores.SentThere).Method);
        Assert.True((await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.Here("q/"))).Complete);
        Assert.Equal(["GET", "GET", "GET", "PUT"], stores.Sent.Select(static request => request.Method)); // Another listing, and CopyObject.
    }
}
