using System.Text;
using Sluice.Endpoint;
using Sluice.Jobs;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Trees;

namespace Sluice.Tests.Jobs;

/// <summary>Two creations of one job at once, on the embedded endpoint, the job in a directory.</summary>
public sealed class JobPlannerTests : IAsyncLifetime, IDisposable
{
    static readonly Location Source = LocationParser.Parse("s3://scene/from/");
    static readonly List<string> Words = ["cp", "s3://scene/from/", "s3://scene/to/"];
    static readonly JobDefinition Job = new(JobDefinition.CurrentFormat, Words, "lease", 30, default, JobDefinition.HashOf(Words));

    readonly string _directory = Directory.CreateTempSubdirectory("sluice-planner-").FullName;
    EndpointServer _server = null!;
    S3ClientFactory _clients = null!;
    JobStore _store = null!;

    public async Task InitializeAsync()
    {
        _server = await EndpointServer.StartAsync(new EndpointOptions { AccessKey = "AKID", SecretKey = "secret" }, CancellationToken.None);
        _clients = new S3ClientFactory(new ClientDefaults { Endpoint = _server.Url, Client = new S3ClientOptions { Endpoint = _server.Url, Credentials = CredentialSource.Static("AKID", "secret"), Region = "us-east-1" } });
        _store = JobStore.Open(LocationParser.Parse(_directory + "/job"), _clients);
        Assert.Null(Client.CreateBucket("scene", null, default).Error);
        for (int i = 0; i < 10; i++)
            Put(i);
    }

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    public void Dispose()
    {
        _clients.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Two_creations_at_once_of_a_source_that_does_not_change_make_one_job()
    {
        JobPlan? inner = null;
        JobPlan outer = Create(atFirst: () => inner = Create());
        Assert.Equal(inner, outer);
        Assert.Equal((5, 10), (outer.Chunks, outer.Items));
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"{i}"), Names(outer));
    }

    [Fact]
    public void Of_two_creations_at_once_the_one_that_listed_another_source_stops_and_the_job_is_the_others_own()
    {
        JobPlan? inner = null;
        ArgumentException refused = Assert.Throws<ArgumentException>(() => Create(atFirst: () =>
        {
            for (int i = 2; i < 7; i++)
                Assert.Null(Client.DeleteObject(new DeleteObjectRequest("scene", new ObjectKey($"from/{i}")), default).Error);
            inner = Create();
        }));
        Assert.Contains("Another creation of this job is at work", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["0", "1", "7", "8", "9"], Names(inner!));
        Assert.Equal(inner, JobState.ReadPlan(_store, default));
        Assert.Equal(inner!.Chunks, _store.List(JobNames.Chunks, "", default).Count());
    }

    [Fact]
    public void A_job_is_not_created_among_files_that_workers_wrote_for_one_that_was_deleted_under_them()
    {
        _store.Write(JobNames.Seal(JobNames.Numbered(3)), "{}"u8.ToArray(), default);
        Assert.Contains("There are files of another job", Assert.Throws<ArgumentException>(() => Create()).Message, StringComparison.Ordinal);
        Assert.Null(_store.Read(JobNames.Job, default));
    }

    S3Client Client => _clients.For(null);

    void Put(int i) => Assert.Null(Client.PutObject(new PutObjectRequest("scene", new ObjectKey($"from/{i}"), new MemoryBody(Encoding.UTF8.GetBytes($"{i}"))), default).Error);

    JobPlan Create(Action? atFirst = null) => new JobPlanner(_store).Create(Job, Source, LocationParser.Parse("s3://scene/to/"), _clients, items: 2, JobPlanner.DefaultBytes, items =>
    {
        if (items == 2)
            atFirst?.Invoke();
    }, default);

    IEnumerable<string> Names(JobPlan plan) => Enumerable.Range(0, plan.Chunks).SelectMany(number =>
        ChunkFile.Read(JobNames.Numbered(number), _store.Read(JobNames.Chunk(JobNames.Numbered(number)), default)!.Value.Content, Job.Mark).Items.Select(static item => Encoding.UTF8.GetString(item.Name)));
}
