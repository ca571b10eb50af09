using Sluice.Endpoint;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Scenarios;
using Sluice.Trees;

namespace Sluice.Tests.Jobs;

public sealed class JobStoreTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_written_on_conditions_is_written_by_one(bool inStore)
    {
        await using Scene scene = await Scene.BeginAsync();
        using S3ClientFactory clients = Clients(scene);
        JobStore store = JobStore.Open(LocationParser.Parse(inStore ? "s3://scene/jobs/one" : scene.Path("job")), clients);
        Assert.True(store.HonoursConditions(CancellationToken.None));
        string tag = store.Create("a/1", "one"u8.ToArray(), CancellationToken.None)!;
        Assert.NotNull(tag);
        Assert.Null(store.Create("a/1", "two"u8.ToArray(), CancellationToken.None));
        string next = store.Replace("a/1", "three"u8.ToArray(), tag, CancellationToken.None)!;
        Assert.NotNull(next);
        Assert.Null(store.Replace("a/1", "four"u8.ToArray(), tag, CancellationToken.None));
        Assert.Equal("three"u8.ToArray(), store.Read("a/1", CancellationToken.None)!.Value.Content);
        Assert.Null(store.Replace("a/none", "x"u8.ToArray(), tag, CancellationToken.None));
        int winners = 0;
        Parallel.For(0, 20, number =>
        {
            if (store.Create("a/race", BitConverter.GetBytes(number), CancellationToken.None) is not null)
                Interlocked.Increment(ref winners);
        });
        Assert.Equal(1, winners);
        winners = 0;
        Parallel.For(0, 20, number =>
        {
            if (store.Replace("a/1", BitConverter.GetBytes(number), next, CancellationToken.None) is not null)
                Interlocked.Increment(ref winners);
        });
        Assert.Equal(1, winners);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Names_are_listed_in_order_and_by_their_beginning(bool inStore)
    {
        await using Scene scene = await Scene.BeginAsync();
        using S3ClientFactory clients = Clients(scene);
        JobStore store = JobStore.Open(LocationParser.Parse(inStore ? "s3://scene/jobs/one" : scene.Path("job")), clients);
        foreach (string name in new[] { "b/2", "a/3", "b/1", "b/1.0", "c" })
            store.Write(name, "x"u8.ToArray(), CancellationToken.None);
        Assert.Equal(["b/1", "b/1.0", "b/2"], store.List("b/", "", CancellationToken.None).Select(static entry => entry.Name));
        Assert.Equal(["b/2"], store.List("b/", "b/1.0", CancellationToken.None).Select(static entry => entry.Name));
        JobEntry entry = store.List("c", "", CancellationToken.None).Single();
        Assert.InRange(store.Now - entry.Modified, TimeSpan.FromSeconds(-2), TimeSpan.FromMinutes(1));
        store.Delete("c", CancellationToken.None);
        store.Delete("c", CancellationToken.None);
        Assert.Null(store.Read("c", CancellationToken.None));
    }

    static S3ClientFactory Clients(Scene scene) =>
        new(new ClientDefaults { Client = new S3ClientOptions { Endpoint = scene.Server.Url, Credentials = CredentialSource.Static(scene.Server.AccessKey, scene.Server.SecretKey) } });
}
