using System.Text.RegularExpressions;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Tests.Transfer;
using Sluice.Trees.Listing;

namespace Sluice.Tests.Trees.Listing;

/// <summary>Answers to list requests that say less, more or something else than S3's do.</summary>
public sealed class OddPageTests
{
    static readonly string[] Names = [.. Enumerable.Range(0, 25).Select(static i => $"p/{i:d2}")];

    // Pages of ten: where the end can be known in another way all is listed.
    static readonly Dictionary<string, Action<StoreAnswer>> Complete = new()
    {
        ["truncated without a token"] = static page => Drop(page, "NextContinuationToken"),
        ["truncated with an empty token"] = static page => Replace(page, "NextContinuationToken", "<NextContinuationToken/>"),
        ["truncated with a blank token"] = static page => Replace(page, "NextContinuationToken", "<NextContinuationToken> \n</NextContinuationToken>"),
        ["a token without IsTruncated"] = static page => Drop(page, "IsTruncated"),
        ["a token with IsTruncated false"] = static page => Set(page, "IsTruncated", "false"),
        ["neither a token nor IsTruncated"] = static page => { Drop(page, "IsTruncated"); Drop(page, "NextContinuationToken"); },
        ["IsTruncated that is no answer"] = static page => { Set(page, "IsTruncated", "perhaps"); Drop(page, "NextContinuationToken"); },
        ["IsTruncated in capitals and blanks"] = static page => { page.Text = page.Text.Replace("<IsTruncated>true", "<IsTruncated>\n TRUE ", StringComparison.Ordinal); Drop(page, "NextContinuationToken"); },
        ["full pages that are said to be the last"] = static page => { Set(page, "IsTruncated", "false"); Drop(page, "NextContinuationToken"); },
        ["no KeyCount and no token"] = static page => { Drop(page, "KeyCount"); Drop(page, "NextContinuationToken"); },
        ["a KeyCount without the prefixes"] = static page => Set(page, "KeyCount", "0"),
    };

    static readonly Dictionary<string, Action<StoreAnswer>> Refused = new()
    {
        ["always truncated"] = static page => { Set(page, "IsTruncated", "true"); Drop(page, "NextContinuationToken"); },
        ["a token of our own making"] = static page => Set(page, "NextContinuationToken", "sluice-after:p%2F20"),
        ["fewer names than it says"] = static page => page.Text = new Regex("<Contents>.*?</Contents>", RegexOptions.Singleline).Replace(page.Text, "", 1),
        ["another bucket"] = static page => Set(page, "Name", "somebody-elses"),
        ["another prefix"] = static page => Set(page, "Prefix", "q/"),
        ["rolled up though nobody asked"] = static page => page.Text = page.Text.Replace("<MaxKeys>", "<Delimiter>/</Delimiter><MaxKeys>", StringComparison.Ordinal),
        ["prefixes though nobody asked"] = static page => page.Text = page.Text.Replace("</ListBucketResult>", "<CommonPrefixes><Prefix>p/x/</Prefix></CommonPrefixes></ListBucketResult>", StringComparison.Ordinal),
        ["another document"] = static page => page.Text = "<SomethingResponse><RequestId>1</RequestId></SomethingResponse>",
        ["a result that says nothing"] = static page => page.Text = "<ListBucketResult/>",
        ["an error in an answer of success"] = static page => page.Text = "<Error><Code>AccessDenied</Code><Message>m</Message></Error>",
        ["a web page"] = static page => page.Text = "<html><body>Log in</body></html>",
    };

    public static TheoryData<string> CompleteCases => [.. Complete.Keys];

    public static TheoryData<string> RefusedCases => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(CompleteCases))]
    public async Task Where_a_page_does_not_say_how_to_go_on_the_rest_is_found_behind_its_last_name(string what)
    {
        (List<string> keys, S3Error? error) = await ListAsync(Complete[what]);
        Assert.Null(error);
        Assert.Equal(Names, keys);
    }

    [Theory]
    [MemberData(nameof(RefusedCases))]
    public async Task A_page_behind_which_nothing_can_be_known_or_that_is_another_one_is_an_error(string what)
    {
        (_, S3Error? error) = await ListAsync(Refused[what]);
        Assert.NotNull(error);
    }

    [Fact]
    public async Task Version_1_with_a_delimiter_and_without_a_marker_goes_on_behind_the_last_prefix()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(
            static (request, answer) => { if (IsList(request)) Drop(answer, "NextMarker"); },
            static request => request.Asks("list-type") ? StoreAnswer.Error(501, "NotImplemented") : null);
        foreach (string name in new[] { "a/1", "a/2", "b", "c/1", "d/1", "e" })
            bench.Put(name, [1]);
        using ObjectLister lister = new(bench.Client, new ListObjectsRequest(EngineBench.Bucket) { Delimiter = new ObjectKey("/"), MaxKeys = 2 }, new ListingOptions { Order = ListingOrder.SortedWherePossible }, default);
        List<string> found = [];
        while (lister.TryNext(out ListObjectsPage page))
            found.AddRange([.. page.Objects.Select(static o => o.Key.ToString()), .. page.CommonPrefixes.Select(static p => p.ToString())]);
        Assert.Null(lister.Error);
        Assert.Equal(["a/", "b", "c/", "d/", "e"], found.Order());
    }

    [Fact]
    public async Task A_full_page_that_is_the_last_one_costs_one_request_more()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync();
        foreach (string name in Names)
            bench.Put(name, [1]);
        bench.Deviant.Requests.Clear();
        S3Result<ListObjectsPage> page = bench.Client.ListObjects(new ListObjectsRequest(EngineBench.Bucket) { MaxKeys = 25 }, default);
        Assert.Equal(25, page.Value.Objects.Count);
        S3Result<ListObjectsPage> rest = bench.Client.ListObjects(new ListObjectsRequest(EngineBench.Bucket) { MaxKeys = 25, ContinuationToken = page.Value.NextToken }, default);
        Assert.Equal((0, null), (rest.Value.Objects.Count, rest.Value.NextToken));
        Assert.Equal(2, bench.Deviant.Requests.Count);
    }

    [Fact]
    public void A_store_that_always_shows_the_first_page_ends_the_listing_with_an_error()
    {
        foreach (ListingOrder order in Enum.GetValues<ListingOrder>())
        {
            int page = 0;
            PageSource source = (_, _) => new ListObjectsPage([.. Names.Select(static name => new ListedObject(new ObjectKey(name), 1, null, null, null))], [], $"token-{page++}");
            using ObjectLister lister = new(source, static () => (0, 0), new ListObjectsRequest("bucket"), new ListingOptions { Order = order }, default);
            while (lister.TryNext(out _))
            {
            }
            Assert.Equal(FailureKind.Protocol, lister.Error?.Kind);
            Assert.True(page < 10, $"{page} pages");
        }
    }

    [Fact]
    public async Task Buckets_are_listed_to_the_last_page_and_never_round_in_a_circle()
    {
        int asked = 0;
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: request => request.Path != "/" ? null
            : new StoreAnswer(200, $"<ListAllMyBucketsResult><Buckets><Bucket><Name>b{Interlocked.Increment(ref asked)}</Name></Bucket></Buckets>{(asked < 3 ? $"<ContinuationToken>{asked}</ContinuationToken>" : "")}</ListAllMyBucketsResult>"));
        Assert.Equal(["b1", "b2", "b3"], bench.Client.ListBuckets(default).Value.Select(static bucket => bucket.Name));
        await using EngineBench round = await EngineBench.DeviateAsync(instead: static request => request.Path != "/" ? null
            : new StoreAnswer(200, "<ListAllMyBucketsResult><Buckets><Bucket><Name>b</Name></Bucket></Buckets><ContinuationToken>x</ContinuationToken></ListAllMyBucketsResult>"));
        Assert.Contains("circle", round.Client.ListBuckets(default).Error?.Message, StringComparison.Ordinal);
        Assert.True(round.Deviant.Requests.Count < 5);
    }

    [Theory]
    [InlineData("<IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker><NextUploadIdMarker>1</NextUploadIdMarker>")]
    [InlineData("<IsTruncated>true</IsTruncated>")]
    [InlineData("")]
    public async Task Uploads_that_are_listed_round_in_a_circle_end_with_an_error(string end)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: request => !request.Asks("uploads") ? null
            : new StoreAnswer(200, $"<ListMultipartUploadsResult><Upload><Key>k</Key><UploadId>1</UploadId></Upload>{end}</ListMultipartUploadsResult>"));
        UploadLister uploads = new(bench.Client, new ListMultipartUploadsRequest(EngineBench.Bucket), default);
        while (uploads.TryNext(out _))
        {
        }
        Assert.Contains("circle", uploads.Error?.Message, StringComparison.Ordinal);
        Assert.True(bench.Deviant.Requests.Count < 5, $"{bench.Deviant.Requests.Count} requests");
    }

    [Fact]
    public async Task Uploads_without_an_id_are_no_uploads_and_those_of_other_prefixes_are_left_out()
    {
        string list = "<Upload><Key>p/a</Key><UploadId></UploadId></Upload>";
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: request => !request.Asks("uploads") ? null : new StoreAnswer(200, $"<ListMultipartUploadsResult>{list}<IsTruncated>false</IsTruncated></ListMultipartUploadsResult>"),
            client: static options => options with { MaxAttempts = 1 });
        UploadLister broken = new(bench.Client, new ListMultipartUploadsRequest(EngineBench.Bucket), default);
        Assert.False(broken.TryNext(out _));
        Assert.Equal(FailureKind.Protocol, broken.Error?.Kind);
        list = "<Upload><Key>p/a</Key><UploadId>1</UploadId></Upload><Upload><Key>q/a</Key><UploadId>2</UploadId></Upload>";
        UploadLister some = new(bench.Client, new ListMultipartUploadsRequest(EngineBench.Bucket) { Prefix = new ObjectKey("p/") }, default);
        Assert.True(some.TryNext(out MultipartUploadEntry upload));
        Assert.Equal("1", upload.UploadId);
        Assert.False(some.TryNext(out _));
        Assert.Null(some.Error);
    }

    [Theory]
    [InlineData("<Part><PartNumber>1</PartNumber></Part><Part><PartNumber>1</PartNumber></Part>")]
    [InlineData("<Part><PartNumber>0</PartNumber></Part>")]
    [InlineData("<Part><PartNumber>20000</PartNumber></Part>")]
    [InlineData("<IsTruncated>true</IsTruncated>")]
    [InlineData("<IsTruncated>true</IsTruncated><NextPartNumberMarker>0</NextPartNumberMarker>")]
    public async Task Parts_that_repeat_or_do_not_get_on_are_an_error(string inner)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: request => !request.Asks("uploadId") ? null : new StoreAnswer(200, $"<ListPartsResult>{inner}</ListPartsResult>"));
        Assert.Equal(FailureKind.Protocol, bench.Client.ListParts(new ListPartsRequest(EngineBench.Bucket, new ObjectKey("k"), "u"), default).Error?.Kind);
    }

    [Fact]
    public async Task Parts_go_on_behind_the_last_one_whatever_the_store_says_of_the_next_page()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: static request => !request.Asks("uploadId") ? null : new StoreAnswer(200, request.Asks("part-number-marker")
            ? "<ListPartsResult><Part><PartNumber>3</PartNumber></Part><IsTruncated>false</IsTruncated></ListPartsResult>"
            : "<ListPartsResult><Part><PartNumber>1</PartNumber></Part><Part><PartNumber>2</PartNumber></Part><IsTruncated>true</IsTruncated><NextPartNumberMarker>1</NextPartNumberMarker></ListPartsResult>"));
        ListPartsPage page = bench.Client.ListParts(new ListPartsRequest(EngineBench.Bucket, new ObjectKey("k"), "u"), default).Value;
        Assert.Equal((true, 2), (page.IsTruncated, page.NextPartNumberMarker));
    }

    static async Task<(List<string> Keys, S3Error? Error)> ListAsync(Action<StoreAnswer> change)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) => { if (IsList(request)) change(answer); }, client: static options => options with { MaxAttempts = 2 });
        foreach (string name in Names)
            bench.Put(name, [1]);
        using ObjectLister lister = new(bench.Client, new ListObjectsRequest(EngineBench.Bucket) { Prefix = new ObjectKey("p/"), MaxKeys = 10 }, default);
        List<string> keys = [];
        while (lister.TryNext(out ListObjectsPage page))
            keys.AddRange(page.Objects.Select(static found => found.Key.ToString()));
        Assert.True(bench.Deviant.Requests.Count < Names.Length + 20, $"{bench.Deviant.Requests.Count} requests");
        return (keys, lister.Error);
    }

    static bool IsList(StoreRequest request) => request.Method == "GET" && request.Asks("max-keys");

    static void Drop(StoreAnswer page, string element) => Replace(page, element, "");

    static void Set(StoreAnswer page, string element, string value) => Replace(page, element, $"<{element}>{value}</{element}>");

    static void Replace(StoreAnswer page, string element, string by) => page.Text = new Regex($"<{element}>[^<]*</{element}>").Replace(page.Text, by, 1);
}
