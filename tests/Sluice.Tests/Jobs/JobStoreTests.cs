using Sluice.Endpoint;
using Sluice.Failures;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Scenarios;
using Sluice.Tests.Support;
using Sluice.Trees;

namespace Sluice.Tests.Jobs;

public sealed class JobStoreTests
{
    [Fact]
    public async Task What_a_writer_has_in_hand_is_not_taken_for_what_a_killed_one_left()
    {
        await using Scene scene = await Scene.BeginAsync();
        using S3ClientFactory clients = Clients(scene);
        JobStore store = JobStore.Open(LocationParser.Parse(scene.Path("job")), clients);
        string left = scene.Write("job/a/9.left.part", "half");
        using CancellationTokenSource end = new();
        Task<int> cleanup = Task.Run(() =>
        {
            int looks = 0;
            for (; !end.IsCancellationRequested; looks++)
                foreach (JobEntry entry in store.ListUnfinished(CancellationToken.None))
                    store.Delete(entry.Name, CancellationToken.None);
            return looks;
        });
        for (int number = 0; number < 300 || File.Exists(left); number++)
        {
            Assert.NotNull(store.Create($"a/{number}", "content"u8.ToArray(), CancellationToken.None));
            store.Write("a/0", BitConverter.GetBytes(number), CancellationToken.None);
        }
        await end.CancelAsync();
        Assert.InRange(await cleanup, 2, int.MaxValue);
    }

    [Fact]
    public async Task What_is_taken_from_under_a_writer_all_the_same_is_written_once_more()
    {
        await using Scene scene = await Scene.BeginAsync();
        using S3ClientFactory clients = Clients(scene);
        JobStore store = JobStore.Open(LocationParser.Parse(scene.Path("job")), clients);
        store.Write("a/0", "zero"u8.ToArray(), CancellationToken.None);
        Task<int> taken = Task.Run(() =>
        {
            int count = 0;
            while (count < 5)
                foreach (string path in Directory.GetFiles(scene.Path("job/a"), "*.part").Take(5 - count))
                {
                    File.Delete(path);
                    count++;
                }
            return count;
        });
        for (int number = 1; !taken.IsCompleted; number++)
            Assert.NotNull(store.Create($"a/{number}", "content"u8.ToArray(), CancellationToken.None));
        Assert.Equal(5, await taken);
    }

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

    [Fact]
    public async Task An_answer_that_is_cut_in_its_middle_is_read_again_as_often_as_a_request_is_sent()
    {
        await using Scene scene = await Scene.BeginAsync();
        int cuts = 2, reads = 0;
        DeviantStore deviant = scene.Deviate((request, answer) =>
        {
            if (request.Method == "GET" && ++reads <= cuts)
                answer.CutAfter = 3;
        });
        using S3ClientFactory clients = Clients(scene, deviant.Uri);
        JobStore store = JobStore.Open(LocationParser.Parse("s3://scene/jobs/one"), clients);
        store.Write("a", "content"u8.ToArray(), CancellationToken.None);
        Assert.Equal("content"u8.ToArray(), store.Read("a", CancellationToken.None)!.Value.Content);
        Assert.Equal(3, reads);
        (cuts, reads) = (int.MaxValue, 0);
        Failure failure = Assert.ThrowsAny<FailureException>(() => store.Read("a", CancellationToken.None)).Failure;
        Assert.Equal((FailureKind.Network, Attempts), (failure.Kind, reads));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bytes_that_are_not_what_their_answer_tells_are_read_again_and_what_is_damaged_in_the_store_is_the_same_twice(bool tellsChecksum)
    {
        await using Scene scene = await Scene.BeginAsync();
        int damaged = 1, reads = 0;
        DeviantStore deviant = scene.Deviate((request, answer) =>
        {
            if (request.Method != "GET")
                return;
            if (!tellsChecksum)
                foreach (string name in answer.Headers.Keys.Where(static name => name.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase)).ToList())
                    answer.Headers.Remove(name);
            if (++reads <= damaged)
                answer.Body[3] ^= 1;
        });
        using S3ClientFactory clients = Clients(scene, deviant.Uri);
        JobStore store = JobStore.Open(LocationParser.Parse("s3://scene/jobs/one"), clients);
        store.Write("a", "content"u8.ToArray(), CancellationToken.None);
        Assert.Equal("content"u8.ToArray(), store.Read("a", CancellationToken.None)!.Value.Content);
        Assert.Equal(2, reads);
        (damaged, reads) = (int.MaxValue, 0);
        Assert.Equal("conuent"u8.ToArray(), store.Read("a", CancellationToken.None)!.Value.Content);
        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task What_has_its_name_and_is_still_locked_by_its_writer_is_waited_for()
    {
        await using Scene scene = await Scene.BeginAsync();
        using S3ClientFactory clients = Clients(scene);
        JobStore store = JobStore.Open(LocationParser.Parse(scene.Path("job") + "/"), clients);
        store.Write("a", "content"u8.ToArray(), CancellationToken.None);
        Task released;
        using (FileStream held = new(scene.Path("job/a"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            released = Task.Run(() => Assert.Equal("content"u8.ToArray(), store.Read("a", CancellationToken.None)!.Value.Content));
            Thread.Sleep(30);
        }
        await released;
    }

    const int Attempts = 4;

    static S3ClientFactory Clients(Scene scene, Uri? store = null) =>
        new(new ClientDefaults { Client = new S3ClientOptions { Endpoint = store ?? scene.Server.Url, MaxAttempts = Attempts, Credentials = CredentialSource.Static(scene.Server.AccessKey, scene.Server.SecretKey) } });
}
