using Sluice.Endpoint;
using Sluice.S3;
using Sluice.S3.Credentials.Profiles;
using Sluice.Transfer;
using Sluice.Trees.S3;

namespace Sluice.Tests.Transfer.Journal;

public sealed class CopyResumeTests
{
    [Fact]
    public async Task Interrupted_copy_within_a_store_goes_on_with_the_parts_that_were_copied()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        // Larger than a CopyObject is used for.
        byte[] bytes = EngineBench.Bytes((256 << 20) + 1);
        bench.Bench.Put("from", bytes);
        bench.Options = bench.Options with { PartSize = 64 << 20 };
        TransferReport stopped = await bench.StopAtAsync(EngineBench.S3("from"), EngineBench.S3("to"), bench.Bench.Server.Faults.On("UploadPartCopy").Nth(4).Delay(TimeSpan.FromMinutes(5)));
        Assert.True(stopped is { Interrupted: true, Resumable: true });
        TransferReport report = await bench.RunAsync(EngineBench.S3("from"), EngineBench.S3("to"));
        Assert.True(report.Complete, FaultTests.Said(bench.Bench));
        Assert.Equal(2, bench["UploadPartCopy"]);
        Assert.Equal(0, bench["CreateMultipartUpload"]);
        Assert.True(bytes.AsSpan().SequenceEqual(bench.Bench.Get("to")));
        Assert.Empty(bench.Bench.OpenUploads());
        Assert.Empty(bench.Bench.Files("state"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Interrupted_copy_between_stores_goes_on_unless_the_source_changed(bool changes)
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        await using EndpointServer other = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
        string config = bench.Bench.WriteFile("aws-config", System.Text.Encoding.UTF8.GetBytes(
            $"[profile there]\naws_access_key_id={other.AccessKey}\naws_secret_access_key={other.SecretKey}\nregion=us-east-1\nendpoint_url={other.Url}\n"));
        Dictionary<string, string> variables = new() { ["AWS_CONFIG_FILE"] = config, ["AWS_SHARED_CREDENTIALS_FILE"] = bench.Bench.PathOf("none") };
        using S3ClientFactory clients = new(bench.Bench.Clients.Defaults, new AwsEnvironment(variables.GetValueOrDefault, bench.Bench.Scratch));
        bench.Clients = clients;
        S3Client there = clients.For("there");
        _ = there.CreateBucket("over-there", null, default).Value;
        S3Location from = new("there", "over-there", new ObjectKey("o"));
        byte[] bytes = EngineBench.Bytes(23_000_000);
        _ = there.PutObject(new PutObjectRequest("over-there", from.Key, new MemoryBody(bytes)), default).Value;

        Assert.True((await bench.StopAtAsync(from, EngineBench.S3("o"), bench.Bench.Server.Faults.On("UploadPart").Nth(3))).Resumable);
        if (changes)
            _ = there.PutObject(new PutObjectRequest("over-there", from.Key, new MemoryBody(bytes = EngineBench.Bytes(23_000_000, seed: 2))), default).Value;
        other.Requests.Reset();
        TransferReport report = await bench.RunAsync(from, EngineBench.S3("o"));
        Assert.True(report.Complete, FaultTests.Said(bench.Bench));
        Assert.Equal(changes ? 5 : 3, bench["UploadPart"]);
        Assert.Equal(changes ? 5 : 3, other.Requests["GetObject"]);
        Assert.Equal(changes, bench.Notes.Exists(static note => note.Contains("changed since its upload was begun; starting again", StringComparison.Ordinal)));
        Assert.Equal(Verification.Checksum, bench.Bench.Outcomes.Single().Verified);
        Assert.Equal(bytes, bench.Bench.Get("o"));
        Assert.Empty(bench.Bench.OpenUploads());
        Assert.Empty(bench.Bench.Files("state"));
    }
}
