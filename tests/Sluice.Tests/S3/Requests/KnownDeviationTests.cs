using Sluice.Endpoint;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.S3.Credentials;
using Sluice.Tests.Support;
using Sluice.Trees.Listing;

namespace Sluice.Tests.S3.Requests;

/// <summary>What a probe found is acted on from the first request on.</summary>
public sealed class KnownDeviationTests : IAsyncLifetime, IDisposable
{
    const string Bucket = "bucket";

    EndpointServer _server = null!;
    DeviantStore _store = null!;

    public async Task InitializeAsync()
    {
        _server = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
        _store = new DeviantStore(_server.Url);
        using S3Client client = Knowing(StoreDeviations.None);
        _ = client.CreateBucket(Bucket, null, default).Value;
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Batches_that_cannot_be_trusted_are_never_sent()
    {
        using S3Client client = Knowing(StoreDeviations.BatchDeletions);
        Put(client, "a");
        Assert.Empty(client.DeleteObjects(new DeleteObjectsRequest(Bucket, [new ObjectIdentifier(new ObjectKey("a"))]), default).Value.Failed);
        Assert.DoesNotContain(_store.Requests, static request => request.Asks("delete"));
        Assert.Empty(client.Concessions);
    }

    [Fact]
    public void Conditions_that_a_probe_saw_ignored_are_refused_without_a_trial()
    {
        using S3Client client = Knowing(StoreDeviations.CreateConditions | StoreDeviations.CompleteConditions | StoreDeviations.CopyCreateConditions);
        Sluice.Transfer.Copying.ConditionTrial trial = new(client, new Sluice.Trees.S3.S3Location(null, Bucket, new ObjectKey("p/")), Sluice.Transfer.WriteCondition.NoClobber, ObjectAttributes.None, default);
        foreach (Failure? refused in (Failure?[])[trial.Puts(), trial.Completes(), trial.Copies()])
            Assert.Equal("NoConditions", refused!.Code);
        Assert.DoesNotContain(_store.Requests, static request => request.Path.Contains("sluice-trial", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_checksums_are_not_compared_Content_MD5_goes_with_every_upload()
    {
        using S3Client client = Knowing(StoreDeviations.UncheckedChecksums);
        Put(client, "a", ChecksumAlgorithm.Crc64Nvme);
        StoreRequest put = _store.Requests.Last(static request => request.Method == "PUT");
        Assert.True(put.Headers.ContainsKey("content-md5"));
        Assert.DoesNotContain(put.Headers.Keys, static name => name.StartsWith("x-amz-checksum-", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_conditions_of_copies_are_ignored_sources_are_looked_at()
    {
        using S3Client client = Knowing(StoreDeviations.CopyConditions);
        string etag = Put(client, "a");
        CopyObjectRequest copy = new(Bucket, new ObjectKey("a"), Bucket, new ObjectKey("b")) { SourceIfMatch = etag };
        Assert.Null(client.CopyObject(copy, default).Error);
        Assert.Equal(["HEAD", "PUT", "HEAD"], _store.Requests.TakeLast(3).Select(static request => request.Method));
        Assert.DoesNotContain(_store.Requests, static request => request.Headers.ContainsKey("x-amz-copy-source-if-match"));
        Assert.Equal(FailureKind.Changed, client.CopyObject(copy with { SourceIfMatch = "\"00000000000000000000000000000000\"" }, default).Error!.Kind);
    }

    [Fact]
    public void Where_conditions_of_removals_are_ignored_a_HEAD_compares_from_the_first_on()
    {
        using S3Client client = Knowing(StoreDeviations.DeleteConditions);
        Put(client, "a");
        Assert.Equal(FailureKind.Changed, client.DeleteObject(new DeleteObjectRequest(Bucket, new ObjectKey("a")) { IfMatch = "\"00000000000000000000000000000000\"" }, default).Error!.Kind);
        Assert.DoesNotContain(_store.Requests, static request => request.Method == "DELETE");
    }

    [Fact]
    public void ETags_that_are_known_to_be_opaque_prove_nothing_whatever_they_say()
    {
        using S3Client client = Knowing(StoreDeviations.OpaqueETags);
        ObjectChecksum one = ChecksumHasher.Compute(ChecksumAlgorithm.Md5, "one"u8), two = ChecksumHasher.Compute(ChecksumAlgorithm.Md5, "two"u8);
        ETagRecord tags = client.ETagsOf(Bucket);
        Assert.Equal((ETagAnswer.Unproved, ETagAnswer.Unproved, false), (tags.Judge(one, one, 3), tags.Judge(one, two, 3), tags.MayAgree));
    }

    [Theory]
    [InlineData(StoreDeviations.CreateConditions, true, false, false)]
    [InlineData(StoreDeviations.ReplaceConditions, false, true, false)]
    [InlineData(StoreDeviations.CompleteConditions, false, false, false)]
    [InlineData(StoreDeviations.Ranges, false, false, true)]
    [InlineData(StoreDeviations.None, false, false, false)]
    public void What_is_of_no_use_is_not_asked_for_and_what_holds_still_is(StoreDeviations known, bool withoutCreate, bool withoutReplace, bool withoutRanges)
    {
        using S3Client client = Knowing(known);
        Assert.Equal((withoutCreate, withoutReplace, withoutRanges), (client.IsWithoutWriteConditions(replaces: false), client.IsWithoutWriteConditions(replaces: true), client.IgnoresRanges));
    }

    [Theory]
    [InlineData(StoreDeviations.None, true)]
    [InlineData(StoreDeviations.UnorderedListings, false)]
    public void Listings_that_are_out_of_order_are_made_page_after_page(StoreDeviations known, bool splits)
    {
        using (S3Client writer = Knowing(StoreDeviations.None))
            // The last page is not full: behind a full one is always looked once more.
            for (int number = 0; number < 195; number++)
                Put(writer, $"{number:000}");
        using DeviantStore slow = new(_server.Url, static (_, answer) => answer.Delay = TimeSpan.FromMilliseconds(20));
        using S3Client client = new(Options(slow.Uri) with { Deviations = known });
        using ObjectLister lister = new(client, new ListObjectsRequest(Bucket) { MaxKeys = 10 }, default);
        int count = 0;
        while (lister.TryNext(out ListObjectsPage page))
            count += page.Objects.Count;
        Assert.Equal((195, splits), (count, slow.Requests.Any(static request => request.Asks("start-after"))));
    }

    [Fact]
    public void What_a_caller_knows_of_a_store_is_asked_by_profile_and_address()
    {
        List<(string?, string)> asked = [];
        using S3ClientFactory clients = new(new ClientDefaults
        {
            Endpoint = new Uri("http://127.0.0.1:9"),
            Client = new S3ClientOptions { Credentials = CredentialSource.Static("a", "b") },
            Deviations = (profile, address) =>
            {
                asked.Add((profile, address));
                return StoreDeviations.Ranges;
            },
        }, Sluice.S3.Credentials.Profiles.AwsEnvironment.OfProcess);
        Assert.Equal(StoreDeviations.Ranges, clients.For(null).Options.Deviations);
        Assert.Equal([(Environment.GetEnvironmentVariable("AWS_PROFILE"), "http://127.0.0.1:9")], asked);
    }

    S3Client Knowing(StoreDeviations known) => new(Options(_store.Uri) with { Deviations = known });

    S3ClientOptions Options(Uri store) => new() { Endpoint = store, Credentials = CredentialSource.Static(_server.AccessKey, _server.SecretKey), MaxAttempts = 2, Seed = 1 };

    static string Put(S3Client client, string key, ChecksumAlgorithm checksum = ChecksumAlgorithm.None) =>
        client.PutObject(new PutObjectRequest(Bucket, new ObjectKey(key), new MemoryBody("x"u8.ToArray())) { Checksum = checksum }, default).Value.ETag!;
}
