using Sluice.Endpoint;
using Sluice.Probing;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Trees.S3;

namespace Sluice.Tests.Probing;

public sealed class StoreProbeTests(StoreProbeTests.Behind behind) : IClassFixture<StoreProbeTests.Behind>
{
    /// <summary>The endpoint, with a bucket that keeps versions and one that keeps none.</summary>
    public sealed class Behind : IAsyncLifetime
    {
        public EndpointServer Server { get; private set; } = null!;

        public S3Client Client { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Server = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
            Client = new S3Client(new S3ClientOptions { Endpoint = Server.Url, Credentials = CredentialSource.Static(Server.AccessKey, Server.SecretKey) });
            _ = Client.CreateBucket("bucket", null, default).Value;
            _ = Client.CreateBucket("kept", null, default).Value;
            _ = Client.PutBucketVersioning("kept", enabled: true, default).Value;
        }

        public async Task DisposeAsync()
        {
            Client.Dispose();
            await Server.DisposeAsync();
        }
    }

    public static TheoryData<string> Names => [.. Lies.All.Select(static lie => lie.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_lie_of_a_store_is_found_by_the_checks_that_are_for_it_and_by_no_other(string name)
    {
        Lie lie = Lies.All.Single(lie => lie.Name == name);
        using LyingStore store = new(behind.Server, lie);
        ProbeReport report = Probe(store.Client, lie.IsOfVersions ? "kept" : "bucket");
        Assert.Equal(lie.Finds.Order(), Deviating(report).Order());
    }

    [Theory]
    [InlineData("bucket")]
    [InlineData("kept")]
    public void Nothing_deviates_where_the_store_is_S3_and_nothing_is_left_in_it(string bucket)
    {
        ProbeReport report = Probe(behind.Client, bucket);
        Assert.Equal([], report.Findings.Where(static finding => finding.Verdict == ProbeVerdict.Deviates).Select(static finding => $"{finding.Check.Name}: {finding.Seen}"));
        // Nothing but versions, where none are kept.
        Assert.Equal(bucket == "kept" ? [] : ["versions", "delete-marker"], report.Findings.Where(static finding => finding.Verdict == ProbeVerdict.Unknown).Select(static finding => finding.Check.Name));
        Assert.Equal([], report.Left);
        Assert.Empty(behind.Client.ListObjectVersions(new ListObjectsRequest(bucket) { Prefix = new ObjectKey("clean/") }, default).Value.Objects);
        Assert.Empty(behind.Client.ListMultipartUploads(new ListMultipartUploadsRequest(bucket) { Prefix = new ObjectKey("clean/") }, default).Value.Uploads);
        Assert.InRange(report.Requests, 1, 700);
        Assert.InRange(report.BytesSent, 1, 12 << 20);
    }

    [Fact]
    public void Every_check_has_a_lie_that_it_alone_or_with_its_like_finds()
    {
        string[] found = [.. Lies.All.SelectMany(static lie => lie.Finds).Distinct().Order()];
        Assert.Equal(ProbeCheck.All.Select(static check => check.Name).Order(), found);
        Assert.Equal(Lies.All.Count, Lies.All.Select(static lie => lie.Name).Distinct().Count());
    }

    static ProbeReport Probe(S3Client client, string bucket) => new StoreProbe(client, new S3Location(null, bucket, new ObjectKey("clean/")), new ProbeOptions { Seed = 1 }).Run(default).Value;

    static string[] Deviating(ProbeReport report) => [.. report.Findings.Where(static finding => finding.Verdict == ProbeVerdict.Deviates).Select(static finding => finding.Check.Name)];
}
